-- A search on a table that Lunas splits, checks and hands to the trainer.
--   /usr/bin/python3 Scripts/searches/split/write_digits.py .lunas/digits     the table, once
--   lunas run Scripts/searches/split/search.lua                               stage 1
--   lunas train pixels --top 5                                                stage 2, on all training data
local nas = require "lunas"

-- DIGITS names the folder of another table, and LUNAS_PYTHON another Python that has scikit-learn.
local folder = os.getenv("DIGITS") or ".lunas/digits"
local python = os.getenv("LUNAS_PYTHON") or "/usr/bin/python3"

-- At the prompt, `data` shows the parts, `data:report()` what the checks found and `data:plot()` the classes.
local data = nas.split {
  train = folder .. "/train.csv", validation = folder .. "/validation.csv", label = "digit",
  stage1 = 0.8, -- of 1,437 images: a tenth of them would tell only large differences
}

return nas.search {
  name = "pixels",
  data = data,
  space = {
    width      = nas.one_of { 8, 16, 32, 64, 128 },
    depth      = nas.int(1, 3),
    activation = nas.one_of { "relu", "tanh", "logistic" },
  },

  -- The files of the stage that runs: stage 1 has the parts of the training data, stage 2 all of it and the real
  -- validation data.
  trainer = {
    python, "{script.dir}/train.py", "--train", "{data.train}", "--validation", "{data.validation}",
    "--arch", "{arch}", "--epochs", "{config.epochs}",
  },
  proxy = { epochs = 5 },
  full  = { epochs = 40 },
  reward = "accuracy",
  seed = 1,
  trials = { max = 12, parallel = 2, timeout = "2m" },
}
