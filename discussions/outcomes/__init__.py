"""What a topic came to: written by its moderators, resting on posts, answered for afterwards."""
