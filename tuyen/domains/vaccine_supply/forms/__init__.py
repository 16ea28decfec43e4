"""What a person types about vaccine need and supply."""
