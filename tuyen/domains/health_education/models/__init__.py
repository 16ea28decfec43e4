from tuyen.domains.health_education.models.campaigns import EducationCampaign, EducationSession

__all__ = ["EducationCampaign", "EducationSession"]
