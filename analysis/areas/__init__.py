"""The classifier of task areas: training, evaluation, explanation, saving and loading."""
