from tuyen.domains.campaigns.models.campaigns import Campaign, CampaignGroup
from tuyen.domains.campaigns.models.days import CampaignSession, CampaignTally

__all__ = ["Campaign", "CampaignGroup", "CampaignSession", "CampaignTally"]
