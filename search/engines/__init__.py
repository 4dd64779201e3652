"""The engines that answer searches."""
