"""Acts on need sheets and supplies."""
