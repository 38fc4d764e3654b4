mod remedy;
