---@meta lunas
-- Generated from the declarations of the functions; do not edit. To make it anew: lunas stubs Stdlib/meta

---A trial of a search: one training of one architecture.
---@class (exact) lunas.Trial
---@field id integer its number
---@field state "pending"|"running"|"completed"|"failed"|"stopped"|"infeasible" where it stands
---@field architecture any the decided table
---@field metrics table<string, number> the last value of each metric
---@field reward? number what the controller was told
---@field started? number seconds since 1970
---@field ended? number seconds since 1970
---@field attempt integer how many times it was started
---@field failure "crashed"|"out_of_memory"|"out_of_host_memory"|"timed_out"|"hung"|"no_metric"|"not_finite"|"device_lost"|"lost"|"not_started"|nil how it failed, where it did
---@field reason? string why it failed, was stopped, or cannot be trained
---@field within_limits? boolean whether it keeps to the limits of the search, where that has any
---@field config? table<string, any> the values of {config.KEY} that on_failure changed for its last attempt
---@field usage? table<string, any> what it used: peak_memory (bytes), cpu_seconds, devices (ids), gpu (mean_utilisation, peak_memory and more)
---@field source? integer the trial of stage 1 that it trains fully

---What on_failure may return to try a trial again with something changed.
---@class (exact) lunas.FailureChanges
---@field config? table<string, any> values of {config.KEY} that take the place of the search's
---@field timeout number|string|nil how long it may run
---@field silence number|string|nil how long it may say nothing
---@field gpus? integer whole GPUs
---@field gpu_memory integer|string|nil a share of one GPU's memory
---@field cores? integer CPU cores
---@field memory integer|string|nil the machine's memory
---@field infeasible string|true|nil instead of all these: why the architecture cannot be trained

---A controller in Lua: nas.search takes it as its key 'controller'.
---@class (exact) lunas.ControllerTable
---@field ask fun(history: lunas.History): any gives the architecture to train next, or nil to be asked again when a running trial has ended
---@field tell? fun(trial: lunas.PastTrial) hears of every ended trial, once and in order
---@field name? string what messages call it
---@field repeats? integer how often an architecture may be proposed (default 1)

---How many architectures a space has.
---@class (exact) lunas.SpaceSize
---@field exact boolean whether it was counted
---@field size integer|string|number the size, or its estimate
---@field low integer|string|nil the lower end of the interval
---@field high integer|string|nil the upper end of the interval
---@field confidence? number how sure the interval is
---@field drawn? integer architectures that were tested
---@field accepted? integer those that fulfil the constraints

---A decision at one place of a space.
---@class (exact) lunas.DecisionPoint
---@field path string its place: blocks[0].kernel, op[=1/3].ratio
---@field name? string what the script calls it
---@field tags string[] what it belongs to
---@field count? integer how many choices are left; none for a continuous decision
---@field is_conditional boolean whether some architectures do not have it
---@field is_fixed boolean whether one choice is left

---A part of a space that can be searched alone.
---@class (exact) lunas.SpacePart
---@field path string where it is, for space:only
---@field decisions integer how many it has
---@field size integer|string|nil its architectures, with all else at its default

---A guideline that a space does not keep.
---@class (exact) lunas.SpaceFinding
---@field rule string the name of the rule
---@field severity "error"|"warning"|"note" how much it matters
---@field path string where: 'blocks[*].op'; empty for the whole space
---@field places string[] every place that is meant; none for the whole space
---@field problem string what is wrong, and why that matters
---@field advice string what to do

---A trial of a simulated search. Times are virtual seconds since its start.
---@class (exact) lunas.SimulatedTrial
---@field id integer its number, in the order of the proposals
---@field arch any the decided table
---@field metrics table<string, number> the last value of each metric
---@field reward? number what the controller was told; of one that was ended early, what it had reached
---@field state "completed"|"failed"|"infeasible"|"stopped" how it ended
---@field reason? string why it was not completed
---@field started number when it started
---@field ended number when it ended
---@field measurements { step: integer?, time: number, metrics: table<string, number> }[] what it reported while it ran

---How one controller of a comparison did.
---@class (exact) lunas.ComparedController
---@field name string its name and settings
---@field checkpoints { trials: integer, mean: number, low: number, high: number }[] the mean after 10, 25, 50 and 100 % of the trials, with its 95 % interval
---@field curve { trials: integer, mean: number, low: number, high: number }[] the same along the trials
---@field median_trials? number in how many trials half of the searches were within the tolerance of the best
---@field reached integer how many searches were
---@field elapsed number virtual seconds of a search, in the mean
---@field completed number trials of a search with a reward, in the mean
---@field failed number trials of a search that failed, in the mean
---@field infeasible number trials of a search whose architecture could not be trained, in the mean
---@field failures number both together
---@field problem? string what kept nearly all trials from a reward within the limits

---One check of a split.
---@class (exact) lunas.DataCheck
---@field check string what was looked at: 'shared_items', 'size'
---@field subject? string which column or parts, where there are several
---@field verdict "good"|"watch"|"bad" how bad it is
---@field measure string what the statistic is
---@field statistic? number the number; nil if unknown
---@field limits? { watch: number, bad: number } where the verdict turns
---@field p_value? number the chance of such a statistic without a difference
---@field words string what was found
---@field advice? string what to do; nil for what is good
---@field details? table<string, any> more numbers

---GPUs and machine at the moment of the call.
---@class (exact) lunas.DeviceReport
---@field devices lunas.Device[] every GPU that this process may use, in the order of the bus
---@field sources string[] what tells of them: 'NVML 550.54.15', 'nvidia-smi 550.54.15', 'amdgpu'
---@field problems string[] what is there and cannot be used, and what hides GPUs
---@field absence? string why there is none, where there is none
---@field machine lunas.MachineFacts CPU and memory

---A GPU, or a MIG instance of one. What the driver does not tell is nil.
---@class (exact) lunas.Device
---@field index integer its number in the order of the bus, from 0
---@field id string what CUDA_VISIBLE_DEVICES or ROCR_VISIBLE_DEVICES names it by
---@field vendor "nvidia"|"amd" who makes it
---@field name string its name
---@field parent? string the id of its GPU, for a MIG instance
---@field memory integer bytes
---@field memory_used? integer bytes
---@field utilisation? number the share of the time in which it computes, 0 to 1
---@field temperature? integer degrees Celsius
---@field processes lunas.DeviceProcess[]|nil who uses it
---@field problem? string why it does not answer, where it does not

---A process on a GPU. What cannot be seen of it is nil.
---@class (exact) lunas.DeviceProcess
---@field pid integer its number
---@field memory? integer bytes
---@field user? string whom it belongs to
---@field command? string what it was started with
---@field search? string the search of the trial that it belongs to
---@field trial? integer the number of that trial

---What trials have besides GPUs.
---@class (exact) lunas.MachineFacts
---@field cores integer CPU cores that this process may use
---@field cpu_slots integer trials that can run side by side with a core each
---@field memory integer bytes
---@field memory_available? integer bytes that are free
---@field load? number processes that ran or wanted to in the last minute

---A number with its range.
---@class (exact) lunas.PlanRange
---@field low number what it is below once in ten
---@field median number what it is in the middle
---@field high number what it is above once in ten

---What one stage takes.
---@class (exact) lunas.PlanStage
---@field days number from its begin to its end
---@field gpus integer GPUs at once
---@field gpu_hours number GPU-hours
---@field cost? number the price, nil without prices

---What the simulations of a plan came to.
---@class (exact) lunas.PlanRanges
---@field days lunas.PlanRange days of all stages
---@field search_days lunas.PlanRange days of stage 1
---@field gpu_hours lunas.PlanRange GPU-hours of all stages
---@field trials lunas.PlanRange started trials, failed ones among them
---@field crossings lunas.PlanRange ends of jobs in stage 1
---@field lost_hours lunas.PlanRange hours of trials that these ends cut, and that are trained again
---@field cost? lunas.PlanRange the price of all stages, nil without prices

---What a change would save.
---@class (exact) lunas.PlanSaving
---@field change string the change, in words
---@field days number days
---@field gpu_hours number GPU-hours
---@field cost? number the price, nil without prices

---Between which values a coefficient lies.
---@class (exact) lunas.Interval
---@field low number the lower end
---@field high number the upper end
---@field confidence number the share of such intervals that should hold the true coefficient
---@field method "percentile"|"bca" how it was made: by percentiles also where 'bca' is undefined
---@field resamples integer resamples that it comes from

---A model by the two numbers that models should differ in.
---@class (exact) lunas.ScoredModel
---@field accuracy? number its accuracy; left out for a model that failed
---@field latency? number its latency, or another cost, of all models or of none

---What a proxy task shows at one step.
---@class (exact) lunas.CorrelationPoint
---@field step integer the step, counted from 0
---@field hours number hours of training until then, of the model with the median accuracy
---@field pairs integer models with both scores
---@field tau? number Kendall's tau-b
---@field p_value? number its p value
---@field interval? lunas.Interval its bootstrap interval, where it is asked for
---@field median_accuracy? number the upper median of the accuracies
---@field problem? string why there is no correlation

---What a model reported on a proxy task.
---@class (exact) lunas.ProxyReport
---@field step integer the step that ended with the report, counted from 0
---@field accuracy number the accuracy then
---@field hours? number hours of training until then; 0 if left out

---A step of a proxy task in the numbers by which it ends.
---@class (exact) lunas.ProxyPoint
---@field step integer the step
---@field hours number hours of training until then
---@field tau? number the correlation with full training, where there is one
---@field median_accuracy? number the median accuracy, where there is one

---How a proxy task ended.
---@class (exact) lunas.ProxyEnd
---@field state string why: 'Met desired correlation', 'Exceeded training time limit' and the like
---@field success boolean whether it may be chosen
---@field hours? number the hours that are enough, of a success
---@field step? integer the step that is enough, of a success

---Rounds of training reference models.
---@class (exact) lunas.ReferenceSchedule
---@field rounds lunas.ReferenceRound[] in order
---@field cost number of all rounds, in full trainings
---@field max_failed integer failures up to which to go on

---A round: train, then drop.
---@class (exact) lunas.ReferenceRound
---@field models integer how many models are trained
---@field percent number how much of a full training each has done at its end
---@field kept integer how many models go on

---@class (exact) lunas.CandidateOptions
---@field name? string what reports and patterns call it
---@field tags? string|string[] what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own
---@field default? any its value in the baseline architecture
---@field duplicates? boolean whether equal candidates are meant (default false)

---@class (exact) lunas.ManyOfOptions
---@field name? string what reports and patterns call it
---@field tags? string|string[] what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own
---@field default? any its value in the baseline architecture
---@field duplicates? boolean whether equal candidates are meant (default false)
---@field distinct? boolean whether no candidate is chosen twice (default true)
---@field sorted? boolean whether they keep the order of the list (default false)

---@class (exact) lunas.IntOptions
---@field name? string what reports and patterns call it
---@field tags? string|string[] what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own
---@field default? any its value in the baseline architecture
---@field step? integer the distance between values (default 1)
---@field log? boolean whether ratios count rather than differences (default false)

---@class (exact) lunas.FloatOptions
---@field name? string what reports and patterns call it
---@field tags? string|string[] what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own
---@field default? any its value in the baseline architecture
---@field log? boolean whether ratios count rather than differences (default false)

---@class (exact) lunas.DecisionOptions
---@field name? string what reports and patterns call it
---@field tags? string|string[] what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own
---@field default? any its value in the baseline architecture

---@class (exact) lunas.SpaceOptions
---@field canonical? (fun(arch: any): any) a function of an architecture that gives equal networks the same table

---@class (exact) lunas.SandboxOptions
---@field memory? integer|string the memory that it may use (default "64MiB")
---@field instructions? integer the instructions that it may execute (default 1000000000)
---@field time? number|string how long it may run, 10 s if left out
---@field folder? string the folder whose files it may read; none if left out

---@class (exact) lunas.SearchOptions
---@field name string the name, under which it is kept and resumed
---@field space (table|lunas.Space|lunas.Decision) what is searched
---@field trainer string[]|lunas.TrainingTable|fun(arch: table, config: table, report: fun(step: integer, metrics: table<string, number>)): table<string, number>|{ infeasible: string|true } a list of program and arguments with placeholders, a function(arch, config, report), or a table of nas.table
---@field data? lunas.Split what nas.split gives: its files are the placeholders {data.train}, {data.stage1.train} and so on
---@field force? boolean whether to search on data that is too small or too imbalanced for it (default false)
---@field proxy? table<string, any> values of {config.KEY} for the cheap training of stage 1
---@field full? table<string, any> values of {config.KEY} for the full training of stage 2
---@field reward? (string|lunas.Reward|fun(metrics: table<string, number>): number) a metric's name, a reward, or a function of the metrics; the first objective if left out
---@field objectives? lunas.Objective[] what is traded against each other: nas.maximize and nas.minimize of metrics
---@field limits? lunas.Limit[] what every architecture has to keep: nas.at_most and nas.at_least of metrics
---@field controller? string|table<string, any>|lunas.ControllerTable|fun(space: lunas.Space): lunas.ControllerTable who proposes: a name, a table with the name and settings, a table with ask(history) and tell(trial), or a function of the space that makes such a table (default "auto")
---@field seed? integer where all randomness comes from (default 0)
---@field trials? lunas.TrialOptions how many, how many at once, and what each may have
---@field metrics? "stdout" 'stdout' where trainers report on standard output too: lines of JSON, or name=value
---@field measure? lunas.MeasureOptions|lunas.MeasureOptions[] what is measured before an architecture is trained, and what it must keep to: one measure or a list
---@field job_limit? (number|string|false) how long one run may take before it is interrupted, to be resumed with as much again; '14d' if left out, false for no limit
---@field stop? (lunas.StopRule|fun(view: lunas.SearchView): (string|boolean|nil))[] a list of stop rules or functions of the search's view
---@field early_stopping? (lunas.EarlyStopping|fun(trial: lunas.RunningTrial): (string|boolean|nil)) a rule of nas.early_stopping, or a function of a trial that has just reported
---@field retry? (integer|{ times: integer?, on: ("oom"|"timeout"|"hung"|"crashed"|"nan"|"no_metric"|"device"|"lost"|"not_started"|"any")[]? }) how often a failed trial is tried again, or { times, on = { causes } }: oom, hung, crashed and device if left out; also timeout, nan, no_metric, lost, not_started, any
---@field on_failure? (fun(trial: lunas.FailedTrial): nil|false|"retry"|"infeasible"|lunas.FailureChanges) a function of a trial that has failed: nil, false, "retry", "infeasible", or what to try it again with
---@field wrap? string[] what is put before the trainer's program and arguments, such as a container; has placeholders
---@field unwrap? string[] a command that ends what the wrapper left behind, run after trials that did not end by themselves
---@field env? table<string|integer, string|number> variables for the trainer, NAME = value; list entries are the only ones that it inherits then
---@field enqueue? any[] what is trained first: architectures or trials, such as { space:default() }
---@field warm_start? string|lunas.Search|(string|lunas.Search|lunas.Trial|lunas.Trial[])[] earlier searches whose trials the controller begins with: names, searches, or trials

---@class (exact) lunas.TrialOptions
---@field max? integer trials in all (default 100)
---@field parallel? integer trials at once (default 1)
---@field timeout? (number|string) how long a trial of stage 1 may run
---@field full_timeout? (number|string) how long a full training may run
---@field max_failed? integer failed trials at which the search ends as failed; a third of max if left out
---@field gpus? integer whole GPUs of each trial, near each other; left out, one GPU, or a share of one once it is known what trials need
---@field gpu_memory? (integer|string) a share of one GPU instead: bytes of its memory, or text such as '12GB'
---@field use_busy_gpus? boolean whether GPUs that somebody else is using are taken too (default false)
---@field cores? integer CPU cores of its own for each trial
---@field memory? (integer|string) the machine's memory for each trial, which ends where it takes more: bytes, or text such as '16GB'
---@field silence? (number|string) how long a trial may print nothing and report nothing before it counts as hung
---@field output? (integer|string) what is kept of each of its logs, '64MB' if left out; more is left out in the middle

---@class (exact) lunas.MeasureOptions
---@field command string[]|fun(arch: table): number|table<string, number>|{ infeasible: string|true } a list of program and arguments with placeholders, which reports as a trainer does or prints name=value, or a function(arch) that returns metrics or the metric
---@field metric string what it is there for, in whatever unit it reports
---@field limit? number the greatest value allowed; what is above is infeasible and not trained
---@field at_least? number the least value allowed; what is below is infeasible and not trained
---@field timeout? (number|string) how long it may take in all, '10m' if left out
---@field reserved? (boolean|integer|string) true, or the number or id of a GPU: measured one at a time on a device that is kept from trials; without GPUs, on a core
---@field warm_up? integer how many of the first values do not count, where it reports the metric again and again
---@field repetitions? integer how many values there must be after those
---@field statistic? ("median"|"mean"|"min"|"max"|"p90"|"p99") what of the values counts, the median if left out
---@field wall_time? boolean whether the program is run again and again and timed from outside: the metric is the milliseconds of a run (default false)

---@class (exact) lunas.SimulateOptions
---@field space (table|lunas.Space|lunas.Decision) what is searched
---@field trainer string[]|lunas.TrainingTable|fun(arch: table, config: table, report: fun(step: integer, metrics: table<string, number>)): table<string, number>|{ infeasible: string|true } what stands in for training: a function(arch, config, report), or a table of nas.table
---@field reward? (string|lunas.Reward|fun(metrics: table<string, number>): number) a metric's name, a reward, or a function of the metrics; the first objective if left out
---@field objectives? lunas.Objective[] what is traded against each other: nas.maximize and nas.minimize of metrics
---@field limits? lunas.Limit[] what every architecture has to keep: nas.at_most and nas.at_least of metrics
---@field trials? lunas.SimulatedTrialOptions how many, and how many at once
---@field seed? integer where all randomness comes from (default 0)
---@field duration? (number|string|fun(arch: any, metrics: table<string, number>): number|string) the virtual seconds that a trial lasts: a number, or a function(arch, metrics)
---@field measure? lunas.MeasureOptions|lunas.MeasureOptions[] what architectures must keep to before they are trained: measures that are functions
---@field stop? (lunas.StopRule|fun(view: lunas.SearchView): (string|boolean|nil))[] a list of stop rules or functions of the search's view
---@field early_stopping? (lunas.EarlyStopping|fun(trial: lunas.RunningTrial): (string|boolean|nil)) a rule of nas.early_stopping, or a function of a trial that has just reported
---@field controller? string|table<string, any>|lunas.ControllerTable|fun(space: lunas.Space): lunas.ControllerTable who proposes, as in nas.search (default "auto")

---@class (exact) lunas.SimulatedTrialOptions
---@field max? integer trials in all (default 100)
---@field parallel? integer trials at once (default 1)
---@field timeout? (number|string) how long a trial may last, in virtual time
---@field max_failed? integer failed trials at which the search ends as failed; a third of max if left out

---@class (exact) lunas.CompareOptions
---@field space (table|lunas.Space|lunas.Decision) what is searched
---@field trainer string[]|lunas.TrainingTable|fun(arch: table, config: table, report: fun(step: integer, metrics: table<string, number>)): table<string, number>|{ infeasible: string|true } what stands in for training: a function(arch, config, report), or a table of nas.table
---@field reward? (string|lunas.Reward|fun(metrics: table<string, number>): number) a metric's name, a reward, or a function of the metrics; the first objective if left out
---@field objectives? lunas.Objective[] what is traded against each other: nas.maximize and nas.minimize of metrics
---@field limits? lunas.Limit[] what every architecture has to keep: nas.at_most and nas.at_least of metrics
---@field trials? lunas.SimulatedTrialOptions how many, and how many at once
---@field seed? integer where all randomness comes from (default 0)
---@field duration? (number|string|fun(arch: any, metrics: table<string, number>): number|string) the virtual seconds that a trial lasts: a number, or a function(arch, metrics)
---@field measure? lunas.MeasureOptions|lunas.MeasureOptions[] what architectures must keep to before they are trained: measures that are functions
---@field stop? (lunas.StopRule|fun(view: lunas.SearchView): (string|boolean|nil))[] a list of stop rules or functions of the search's view
---@field early_stopping? (lunas.EarlyStopping|fun(trial: lunas.RunningTrial): (string|boolean|nil)) a rule of nas.early_stopping, or a function of a trial that has just reported
---@field controllers (string|table<string, any>|lunas.ControllerTable|fun(space: lunas.Space): lunas.ControllerTable)[] a list of them: each as in nas.search; a controller in Lua as a function that makes it
---@field seeds? integer how many searches each controller makes (default 20)
---@field best? number the greatest reward that there is, where it is known
---@field within? number how far below the best counts as reached; a thousandth of the best if left out
---@field judge? (string|lunas.Reward|fun(metrics: table<string, number>): number) what the trial with the best reward is judged by, where rewards are noisy: a metric's name, a reward, or a function of the metrics

---@class (exact) lunas.TableOptions
---@field columns? (table<string, string>|string[]) the columns of the decisions by their places, or their names where those are the places; all decisions by name if left out
---@field key? (fun(arch: any): string|number) in place of columns: a function that gives what stands in the column 'by'
---@field by? string the column that 'key' gives the value of
---@field metrics? string[] the columns that are metrics; all others with numbers if left out
---@field noise? lunas.TableNoiseOptions a metric that is drawn from several columns: one training of several
---@field curve? lunas.TableCurveOptions a metric that is reported step by step
---@field duration? string the column with the seconds that a training takes
---@field missing? "infeasible"|"error" what an architecture without a row is (default "infeasible")
---@field repeats? "error"|"draw" what several rows of one architecture are: a mistake, or trainings of which one is drawn (default "error")

---@class (exact) lunas.TableNoiseOptions
---@field columns string[] the columns, of which the trial's seed chooses; empty cells are left out
---@field as string the name of the metric

---@class (exact) lunas.TableCurveOptions
---@field prefix string what the columns begin with; the step follows
---@field as string the name of the metric
---@field cut? "failed"|"completed" what a curve with empty cells is: a training that failed there, or one that ended there (default "failed")

---@class (exact) lunas.SplitOptions
---@field train? (string|string[]) all data that may be trained on: a file, folder or pattern ('train-*.tar'), or a list of them; {script.dir} is the folder of the script
---@field validation? (string|string[]) the real validation data, which stage 2 is measured on and stage 1 never sees
---@field validation_label? string what the label is called in the validation data, where that is otherwise
---@field data_format? "csv"|"tsv"|"jsonl"|"tfrecord"|"webdataset"|"numpy"|"folders"|nil what all data is, where names and first bytes do not tell: 'csv', 'tsv', 'jsonl', 'tfrecord', 'webdataset', 'numpy', 'folders'
---@field label? string the column that holds the label; in JSON a path such as 'meta.label'
---@field label_kind? "automatic"|"classes"|"numbers"|"sets"|nil what labels are: 'classes', 'numbers', 'sets' of classes, or 'automatic', by what they look like
---@field separator? string between the classes of one field ('|' if left out); the label is then a set of classes
---@field group? string a column whose equal values stay together: a patient, a video
---@field time? string a column with times: the latest items become the validation part
---@field id? string the column that names an item; the whole item if left out
---@field columns? string[] columns of numbers whose spread is compared between the parts
---@field stage1? number the share of the training data that stage 1 trains on (default 0.9)
---@field seed? integer what all chance of the split comes from, whatever the search's seed (default 0)
---@field subsamples? integer[] parts of stage 1's training part for cheaper proxy tasks, in percent; each lies in the next
---@field balanced? boolean whether subsamples have as many of each class as they can (default false)
---@field bins? integer into how many bins labels that are numbers are cut (default 10)
---@field stratify? boolean whether each part has the classes in the same proportions (default true)
---@field by_content? boolean whether items are compared by all they hold, where that costs reading all once more (default false)
---@field thresholds? lunas.ThresholdOptions where verdicts of the checks turn
---@field out? string the folder to write to; one of the workspace if left out, where the same split is made once
---@field from? string the folder of a split that is there, to be opened instead of made

---@class (exact) lunas.ThresholdOptions
---@field significance? number chances at or above this are chance (default 0.001)
---@field baseline_accuracy? number the accuracy that a baseline is taken to have (default 0.9)
---@field stickiness? lunas.ThresholdLimits of neighbours in the source that are alike (watch 0.1, bad 0.3)
---@field drift? lunas.ThresholdLimits of the difference between the source's first and last tenth (watch 0.1, bad 0.3)
---@field difference? lunas.ThresholdLimits of the Jensen-Shannon distance between class shares (watch 0.1, bad 0.3)
---@field number_difference? lunas.ThresholdLimits of the Kolmogorov-Smirnov statistic of numbers (watch 0.1, bad 0.2)
---@field shared? lunas.ThresholdLimits of the share of validation items that are trained on (watch 0, bad 0.01)
---@field missing? lunas.ThresholdLimits of the share of items without a label (watch 0, bad 0.05)
---@field class_items? lunas.ThresholdLimits of items in the smallest class (watch 100, bad 20)
---@field items? lunas.ThresholdLimits of all training items (watch 10000, bad 1000)
---@field imbalance? lunas.ThresholdLimits of the largest over the smallest class (watch 10, bad 100)
---@field resolution? lunas.ThresholdLimits of the smallest difference of accuracies that is seen (watch 0.02, bad 0.1)

---@class (exact) lunas.ThresholdLimits
---@field watch number beyond this it is to be watched
---@field bad number beyond this it is bad; where it is the smaller, small is bad

---@class (exact) lunas.PlanOptions
---@field name? string what it is called beside others
---@field trials? (number|number[]|lunas.PlanRange|"auto") trials with a reward that the search needs; failed ones come on top. 'auto', or left out with 'space': a guess from its size and the pilot
---@field space? (table|lunas.Space|lunas.Decision) for the guess: what is searched
---@field controller? string for the guess: who proposes, "auto" if left out
---@field pilot? number[] for the guess: rewards of the first trials, in order
---@field max_trials? integer trials that it may start in all, failed ones among them
---@field parallel? integer trials at once, 20 if left out
---@field trial_hours? (number|number[]|lunas.PlanRange) hours that a trial trains
---@field startup_hours? (number|number[]|lunas.PlanRange) hours from the start of a trial until it trains
---@field gpus? integer GPUs of each trial; what 'scaling' says, or 1, if left out
---@field scaling? lunas.PlanScaling|lunas.PlanScaling[] what was measured with several numbers of GPUs, in place of gpus, trial_hours and startup_hours
---@field cores? integer CPU cores of each trial
---@field available? integer GPUs that there are
---@field failure_rate? number the share of trials that fail, 0 to 1
---@field failed_share? number how much of a trial's time a failed one takes, 1 if left out
---@field early_stopping? number the share of training that early stopping saves, 0 to 1
---@field full? lunas.PlanFull stage 2: the full training of the best
---@field design_trainings? number what the design of the proxy task costs, in full trainings; the usual one takes 12
---@field price? lunas.PlanPrice prices; without them nothing is said about money
---@field job_limit? (number|string|false) when a job ends and has to be resumed, '14d' if left out
---@field draws? integer how often it is simulated, 400 if left out
---@field seed? integer where the randomness of the simulation comes from, 0 if left out

---@class (exact) lunas.PlanScaling
---@field gpus integer GPUs of a trial
---@field hours number hours that it then trains
---@field startup_hours? number hours until it trains (default 0.0)

---@class (exact) lunas.PlanFull
---@field top? integer how many of the best are trained fully, 10 if left out
---@field hours? (number|number[]|lunas.PlanRange) hours of a full training
---@field gpus? integer GPUs of each, those of a trial if left out
---@field parallel? integer how many at once; all, or as many as there are GPUs for, if left out

---@class (exact) lunas.PlanPrice
---@field gpu_hour? number the price of a GPU for an hour
---@field machine_hour? number the price for an hour of what a trial has besides its GPUs
---@field watts? number with kwh, in place of gpu_hour: what a GPU of your own draws, with its share of the machine
---@field kwh? number the price of a kilowatt-hour
---@field currency? string what prices are in, as 'EUR'

---@class (exact) lunas.OnlyOptions
---@field base? any the architecture that all else is taken from; the default if left out

---@class (exact) lunas.AroundOptions
---@field radius? integer steps from a chosen number to those that are left too (default 1)

---@class (exact) lunas.EnqueueOptions
---@field repeats? integer how often each may be proposed in all: it is trained as often as it falls short of that (default 1)

---@class (exact) lunas.PlotOptions
---@field kind? string what to plot: 'reward' by trial (default "reward")
---@field width? integer columns of the whole chart, 20 to 1000 (default 72)
---@field height? integer rows of the drawing, 3 to 300 (default 12)
---@field glyphs? string what it is drawn with: 'braille', 'blocks' or 'ascii' (default "braille")
---@field colour? boolean whether to colour it for a terminal (default false)

---@class (exact) lunas.TrainOptions
---@field top? integer how many of the best trials to train fully (default 10)

---@class (exact) lunas.HypervolumeOptions
---@field reference? table<string, number> for each objective a value that is worse than what counts; the worst of all trials if left out

---@class (exact) lunas.SplitPlotOptions
---@field width? integer columns of the whole chart, 40 to 1000 (default 72)
---@field classes? integer how many classes are shown, the largest first (default 12)
---@field ascii? boolean whether to draw with ASCII alone (default false)

---@class (exact) lunas.SumOptions
---@field of string|string[] where the numbers are: 'blocks[*].width', '**.params'
---@field max? number the sum must not be greater
---@field min? number the sum must not be less

---@class (exact) lunas.OrderOptions
---@field of string|string[] where the numbers are, in order: 'blocks[*].width'
---@field descending? boolean whether they must not grow, rather than not shrink (default false)
---@field strict? boolean whether neighbours must differ (default false)

---@class (exact) lunas.LatencyOptions
---@field metric string the metric to maximise, 0 or more
---@field latency string the metric that should stay at or under the target
---@field target number the target, in the unit of that metric
---@field kind? "soft"|"hard" 'soft' also rewards being under the target, 'hard' only takes away above it (default "soft")
---@field weight? number the exponent: 0.07 for soft and 1 for hard if left out

---@class (exact) lunas.ProductOptions
---@field metric string the metric to maximise, 0 or more
---@field targets table<string, number> for each metric that should stay at or under a target, the target in its unit
---@field kind? "soft"|"hard" 'soft' also rewards being under a target, 'hard' only takes away above it (default "soft")
---@field weight? number the exponent of every factor: 0.07 for soft and 1 for hard if left out

---@class (exact) lunas.FailureOptions
---@field min? integer trials that must have ended before the share counts (default 10)

---@class (exact) lunas.NoProgressOptions
---@field after? integer completed trials without progress (default 500)

---@class (exact) lunas.ConvergedOptions
---@field window? integer completed trials that are looked at (default 100)
---@field spread? number the spread that counts as narrow, as a share of the spread at the start (default 0.5)
---@field growth? number the rise of the mean that counts as flat, as a share of the range (default 0.02)

---@class (exact) lunas.MedianOptions
---@field metric? string the metric to watch; the reward's if left out
---@field direction? ("maximize"|"minimize") which way it is better; 'maximize' if left out and it is the reward
---@field step? string the metric that counts the steps; the reported step if left out
---@field min_steps? integer the step before which no trial is ended; about a tenth of the way if left out
---@field min_trials? integer completed trials that a comparison needs (default 5)

---@class (exact) lunas.ASHAOptions
---@field metric? string the metric to watch; the reward's if left out
---@field direction? ("maximize"|"minimize") which way it is better; 'maximize' if left out and it is the reward
---@field step? string the metric that counts the steps; the reported step if left out
---@field min_steps? integer the step before which no trial is ended; about a tenth of the way if left out
---@field min_trials? integer other trials that must have come as far before one is ended (default 5)
---@field reduction? number how much farther each comparison is, and of how many trials one goes on from it (default 3.0)

---@class (exact) lunas.HyperbandOptions
---@field metric? string the metric to watch; the reward's if left out
---@field direction? ("maximize"|"minimize") which way it is better; 'maximize' if left out and it is the reward
---@field step? string the metric that counts the steps; the reported step if left out
---@field min_steps? integer the step before which no trial is ended; about a tenth of the way if left out
---@field max_steps? integer how far a trial goes; as far as the first completed one if left out
---@field min_trials? integer other trials of a bracket that must have come as far before one is ended (default 5)
---@field reduction? number how much farther each comparison is, and of how many trials one goes on from it (default 3.0)

---@class (exact) lunas.CurveOptions
---@field metric? string the metric to watch; the reward's if left out
---@field direction? ("maximize"|"minimize") which way it is better; 'maximize' if left out and it is the reward
---@field step? string the metric that counts the steps; the reported step if left out
---@field min_steps? integer the step before which no trial is ended; about a tenth of the way if left out
---@field min_trials? integer completed trials that a prediction needs (default 10)
---@field chance? number the chance to beat the best below which a trial ends (default 0.05)

---@class (exact) lunas.CorrelationOptions
---@field interval? boolean whether to give a bootstrap interval as well (default false)
---@field confidence? number the share of intervals that should hold the true tau (default 0.95)
---@field method? "percentile"|"bca" how the interval is taken: 'bca' is corrected for bias, and undefined for full agreement (default "percentile")
---@field resamples? integer how often to draw, 1 to 1000000 (default 1000)
---@field seed? integer of the draws (default 0)
---@field fewest? integer pairs of scores that there must be at least; 2 or more (default 5)

---@class (exact) lunas.PairOptions
---@field fewest? integer pairs of scores that there must be at least; 2 or more (default 5)

---@class (exact) lunas.EndOptions
---@field correlation? number the tau that is enough (default 0.65)
---@field accuracy? number a median accuracy that is enough as well
---@field hours? number what it may take (default 3.0)
---@field best? number the fewest hours in which another proxy task has succeeded
---@field latency_tau? number how latencies agree with those of full training
---@field latency_correlation? number what latency_tau must be at least (default 0.65)

---@class (exact) lunas.ScheduleOptions
---@field start? integer models to begin with (default 30)
---@field final? integer models to train in full, at least 5 (default 10)
---@field drops? integer models to drop after each round (default 5)

---@class (exact) lunas.FromPyGloveOptions
---@field python? string the Python that has pyglove (default "python3")
---@field path? string[] folders in which modules are looked for first, then beside the script, then where Python looks

---A choice point of a search space.
---@class (exact) lunas.Decision

---Every architecture that a table with decisions describes.
---@class (exact) lunas.Space
local Space = {}

---How many architectures there are, exactly: an integer, or its digits as a string where it needs more than 63 bits. Only where constraints that are functions make counting too long is it a float, an estimate (see count), and math.huge with continuous decisions.
---@return integer|string|number # the size
function Space:size() end

---The size with what is known of it: exact says whether it was counted; if not, low and high hold it with 95 % confidence.
---@return lunas.SpaceSize # the size as a record
function Space:count() end

---Every decision with its path, in order; one of a many_of for each position.
---@return lunas.DecisionPoint[] # a list of records
function Space:points() end

---The architecture with a number from 1 to the size.
---@param number integer|string an integer, or its digits
---@return any # the decided table
function Space:at(number) end

---The number of an architecture, from 1: space:at(space:index(arch)) is arch.
---@param arch any an architecture of the space
---@return integer|string # the number
function Space:index(arch) end

---Goes through every architecture: for arch in space:each() do ... end.
---@return fun(): any # an iterator
function Space:each() end

---An architecture drawn uniformly; a continuous decision evenly over its range, and one with log = true evenly over its logarithm.
---@param seed? integer for the same one again
---@return any # the decided table
function Space:sample(seed) end

---Several architectures drawn uniformly, no two the same network; fewer where there are not so many.
---@param count integer how many
---@param seed? integer for the same one again
---@return any[] # the decided tables
function Space:samples(count, seed) end

---The baseline architecture: every decision at its default. Constraints do not move it; see contains.
---@return any # the decided table
function Space:default() end

---Whether a table is an architecture of the space that fulfils its constraints.
---@param arch any an architecture of the space
---@return boolean # true or false
function Space:contains(arch) end

---What an architecture decides: its active decisions with their values, in order.
---@param arch any an architecture of the space
---@return { path: string, value: any }[] # a list of { path, value }
function Space:decisions(arch) end

---A copy of an architecture in which one decision is another one.
---@param arch any an architecture of the space
---@param seed? integer for the same one again
---@return any? # the decided table, or nil where nothing can change
function Space:mutate(arch, seed) end

---A child of two architectures: each decision is that of one of them.
---@param first any an architecture of the space
---@param second any an architecture of the space
---@param seed? integer for the same one again
---@return any? # the decided table, or nil where no child fulfils the constraints
function Space:crossover(first, second, seed) end

---Every architecture that is one decision away: another candidate, the next number up or down, a tenth of a range; what comes into being has its default.
---@param arch any an architecture of the space
---@return any[] # the decided tables
function Space:neighbours(arch) end

---How many decisions differ; a number that differs a little counts less than one.
---@param first any an architecture of the space
---@param second any an architecture of the space
---@return number # the distance, 0 for equal architectures
function Space:distance(first, second) end

---An architecture as a row of numbers, one for each of space:features(kind).
---@param arch any an architecture of the space
---@param kind? "one_hot"|"path" 'one_hot', a column for each choice of each decision (two for numbers with more than 32 values), or 'path', which takes the positions of lists together
---@return number[] # the row
function Space:encode(arch, kind) end

---The names of the columns of space:encode: blocks[0].op=conv.
---@param kind? "one_hot"|"path" 'one_hot', a column for each choice of each decision (two for numbers with more than 32 values), or 'path', which takes the positions of lists together
---@return string[] # the names
function Space:features(kind) end

---An architecture in the space's canonical form: equal for equal networks.
---@param arch any an architecture of the space
---@return any # the table
function Space:canonical(arch) end

---A short name of the network: the same for equal networks, in every run and release.
---@param arch any an architecture of the space
---@return string # 16 hexadecimal digits
function Space:hash(arch) end

---The same space with one more constraint: one of nas.constraint, which is counted into sampling, or a function of the architecture, by which what was drawn is tested.
---@param constraint lunas.Constraint|fun(arch: any): boolean a constraint, or a function that says whether one is right
---@param name? string what messages call it
---@return lunas.Space # the new space
function Space:where(constraint, name) end

---Checks the space against the guidelines of the workflow: its size, candidates, what is mixed into it, and what its constraints leave. print(space:check()) tells each finding with what to do.
---@return lunas.SpaceReport # the report
function Space:check() end

---The parts that can be searched alone, one after the other.
---@return lunas.SpacePart[] # a list of records
function Space:parts() end

---The space with some parts open and all else as in a base.
---@param parts string|string[] the open decisions: places, parts that they lie in, or their names
---@param options? lunas.OnlyOptions the base
---@return lunas.Space # the smaller space
function Space:only(parts, options) end

---The smaller joint space around some architectures: the candidates that they chose.
---@param archs any[] a list of architectures, or of trials
---@param options? lunas.AroundOptions the radius
---@return lunas.Space # the smaller space
function Space:around(archs, options) end

---The space without a candidate of a decision, or of all decisions that a pattern names.
---@param path string the decision's place or name: 'blocks[*].op'
---@param candidate any the candidate's value; of one with decisions inside, any value that it can become
---@return lunas.Space # the smaller space
function Space:without(path, candidate) end

---The space as a versioned JSON document, which nas.spaces.from_json reads. A canonical form is a function and not in it: give it again when reading.
---@return string # the text
function Space:to_json() end

---An architecture as a versioned JSON document, with its table, choices and hash.
---@param arch any an architecture of the space
---@return string # the text
function Space:arch_to_json(arch) end

---Reads the document of an architecture.
---@param text string the document
---@return any # the decided table
function Space:arch_from_json(text) end

---The text that trainers for Vertex AI NAS take as --nas_params_str: each decision's path and choice, as JSON.
---@param arch any an architecture of the space
---@return string # the parameters
function Space:params(arch) end

---The architecture that a nas_params_str tells.
---@param text string the parameters, or the path of a file that holds them and ends in .json
---@return any # the decided table
function Space:from_params(text) end

---The search-space specification that PyGlove and Vertex AI NAS read, as JSON.
---@return string # the specification
function Space:spec() end

---What the guidelines of the workflow say of a space.
---@class (exact) lunas.SpaceReport
---@field ok boolean Whether there is no error; there may be warnings.
---@field errors integer How many findings are errors: a search of the space cannot be sound.
---@field warnings integer How many are warnings: a guideline is not kept, perhaps for good reasons.
---@field notes integer How many are notes: worth knowing.
local SpaceReport = {}

---The findings, the worst first.
---@param severity? "error"|"warning"|"note"|nil 'error', 'warning' or 'note'; all if left out
---@return lunas.SpaceFinding[] # a list of records
function SpaceReport:findings(severity) end

---What the architectures of a space must fulfil; see space:where.
---@class (exact) lunas.Constraint
local Constraint = {}

---Whether a table fulfils it.
---@param arch any a decided table
---@return boolean # true or false
function Constraint:holds(arch) end

---A search: stage 1 on the proxy task, or stage 2, full training.
---@class (exact) lunas.Search
---@field name string the name under which it is kept
local Search = {}

---What is searched: search:space():around(search:top(5)).
---@return lunas.Space # the space
function Search:space() end

---Runs the search to its end, or waits for it where it already runs, and says why it ended.
---@return string # the reason
function Search:run() end

---Starts the search in the background, or goes on with it where it was stopped or interrupted.
---@return lunas.Search # the search itself
function Search:start() end

---Waits for the end of a search that runs; an interrupt ends the wait and not the search.
---@return string # the reason for its end
function Search:wait() end

---Interrupts the search in good order: what runs is put back, and search:start() goes on with it.
---@param reason? string what is remembered as the reason, 'interrupted' if left out
---@return string # the reason for its end
function Search:stop(reason) end

---Has architectures trained next, in order, before the controller is asked again; before the search starts, while it runs, here or in another program, and while it is stopped. What was proposed before is left out.
---@param archs any an architecture or a trial, or a list of them
---@param options? lunas.EnqueueOptions how often
---@return lunas.Enqueued # what was taken
function Search:enqueue(archs, options) end

---Plans the search: from its settings, from what its trials so far took, where there are any, and from what is given.
---@param options? lunas.PlanOptions what is known better, as nas.plan takes it
---@return lunas.Plan # the plan; printing it shows the table
function Search:plan(options) end

---Says why a trial is not running: what it waits for, and who has that.
---@param id? integer the trial, the next one if left out
---@return string # why, in words
function Search:why(id) end

---Says where the search stands.
---@return lunas.SearchStatus # the status
function Search:status() end

---Draws the rewards so far and the best of them.
---@param options? lunas.PlotOptions what and how large
---@return lunas.Plot # the chart
function Search:plot(options) end

---Makes the search of stage 2: the full training of the best.
---@param options? lunas.TrainOptions how many
---@return lunas.Search # the search of stage 2
function Search:train(options) end

---The best completed trials, best first: those within the limits before those that exceed them, and with objectives front by front, the Pareto front first.
---@param count? integer how many, 10 if left out
---@return any[] # trials
function Search:top(count) end

---The Pareto front: the trials within the limits that no other beats in every objective.
---@return any[] # trials, best in the first objective first
function Search:front() end

---The volume between a reference and the Pareto front, in the product of the objectives' units: how far it has come.
---@param options? lunas.HypervolumeOptions from where
---@return number # the volume
function Search:hypervolume(options) end

---Every trial so far.
---@return any[] # trials
function Search:trials() end

---Where a search stands, at the moment of the call.
---@class (exact) lunas.SearchStatus
---@field name string The name of the search.
---@field state string One of 'not started', 'running', 'stopping', 'interrupted', 'completed', 'stopped' and 'failed'.
---@field stage integer 1 for the proxy task, 2 for full training.
---@field max integer Trials that the search may have.
---@field ended integer Trials that have ended, however.
---@field completed integer Trials with a reward.
---@field failed integer Trials that failed.
---@field failures table<string, integer> The failed trials by kind, such as 'out_of_memory'.
---@field infeasible integer Trials whose architecture cannot be trained; they do not count as failed.
---@field infeasible_by table<string, integer> How many of them broke the limit of a measure, by its metric.
---@field running integer Trials that run now.
---@field best? lunas.Best Number and reward of the best trial within the limits, or nil while there is none.
---@field rewards number[] Rewards in the order in which trials ended.
---@field elapsed number Seconds that the search has run, over all its resumptions.
---@field remaining? number Seconds until the end, guessed from the pace so far, or nil.
---@field reason? string Why it ended, or nil while it has not.
---@field early_stopped integer Trials that early stopping ended.
---@field saved? number Seconds of training that early stopping saved, or nil while nothing tells.
---@field bias? string Whether stage 2 confirms stage 1: 'good', 'watch' or 'bad', or nil in stage 1 and while stage 2 runs.

---A chart for a terminal: printing it shows it.
---@class (exact) lunas.Plot
---@field text string The chart as lines of text.

---The number that the controller maximises.
---@class (exact) lunas.Reward
local Reward = {}

---Computes it from metrics, to try it out.
---@param metrics table<string, number> numbers by name
---@return number # the reward
function Reward:of(metrics) end

---A metric to make as great or as small as possible.
---@class (exact) lunas.Objective

---A bound that an architecture has to keep to be worth anything.
---@class (exact) lunas.Limit

---Ends a search when it has seen enough.
---@class (exact) lunas.StopRule

---What a stop rule sees of a search.
---@class (exact) lunas.SearchView
---@field ended integer trials that have ended, however
---@field completed integer trials with a reward
---@field failed integer trials whose trainer failed
---@field failures table<string, integer> the failed trials by kind, such as 'out_of_memory'
---@field infeasible integer trials whose architecture cannot be trained; they do not count as failed
---@field running integer trials that run now
---@field max integer trials that the search may have
---@field elapsed number seconds that the search has run
---@field rewards number[] rewards in the order in which trials ended
---@field best lunas.Best number and reward of the best trial within the limits; 0 and -inf while there is none

---The best trial so far.
---@class (exact) lunas.Best
---@field number integer the trial's number
---@field reward number its reward

---Ends trials that are not worth their time.
---@class (exact) lunas.EarlyStopping

---What an early-stopping function sees of a trial that runs.
---@class (exact) lunas.RunningTrial
---@field number integer its number
---@field architecture any the decided table
---@field step integer the last reported step
---@field metrics any the last value of each metric
---@field measurements any[] what it has reported, in order: a list of tables with step and metrics
---@field elapsed number seconds that it has run
---@field search lunas.SearchView the search, as stop rules see it

---What on_failure sees of a trial that has just failed.
---@class (exact) lunas.FailedTrial
---@field id integer its number
---@field architecture any the decided table
---@field attempt integer which attempt it was, from 1
---@field retries integer how often it was tried again before
---@field failure string how it failed: 'out_of_memory', 'timed_out', 'crashed', ...
---@field reason string why, in words
---@field metrics any the last value of each metric of this attempt
---@field config any the values of {config.KEY} of this attempt
---@field log string the last lines that it printed

---What became of architectures that were enqueued.
---@class (exact) lunas.Enqueued
---@field taken integer how many trials were added
---@field left_out string[] in words, those that were proposed or enqueued before

---What a controller in Lua knows of its search: the ended trials as a list, and what it may ask.
---@class (exact) lunas.History
---@field number integer the trial that an architecture is asked for
---@field max integer trials that the search may have
---@field space lunas.Space what is searched
---@field best? lunas.PastTrial the trial that stands best, or nil while there is none
---@field running any[] the architectures in flight, in the order in which they were proposed
---@field [integer] lunas.PastTrial ended trials in the order of their ends
local History = {}

---A random architecture that was not proposed yet.
---@return any? # the decided table, or nil where none is left
function History:sample() end

---Whether an architecture was proposed as often as it may be.
---@param arch any an architecture of the space
---@return boolean # true or false
function History:was_proposed(arch) end

---A random number as math.random gives it, the same for the same seed and number of the trial: from 0 up to 1, from 1 to low, or from low to high.
---@param low? integer or the highest, where it is alone
---@param high? integer the highest
---@return number # the number
function History:random(low, high) end

---Another seed at each call, for space:mutate(arch, history:seed()) and its like.
---@return integer # the seed, the same for the same seed of the search and number of the trial
function History:seed() end

---An ended trial, as a controller in Lua sees it.
---@class (exact) lunas.PastTrial
---@field number integer its number; below 1 for a trial of an earlier search
---@field arch any the decided table
---@field state string completed, failed, stopped or infeasible
---@field reward? number its reward, or nil where it has none
---@field metrics any the last value of each metric
---@field objectives number[] the value of each objective, greater is better; empty without objectives
---@field excess? number by how much hard limits are exceeded, as a share of them; 0 within, nil without a reward
---@field failure? string why it failed: out_of_memory, timed_out, machine where the architecture is not to blame, or crashed; nil of others
local PastTrial = {}

---Whether it stands above another one: by reward, and under hard limits first by what keeps them. One with a reward stands above one without.
---@param other? lunas.PastTrial another trial, or nil
---@return boolean # true or false
function PastTrial:beats(other) end

---A simulated search at its end: #sim, sim[1] and ipairs(sim) give its trials in order of completion.
---@class (exact) lunas.Simulation
---@field trials lunas.SimulatedTrial[] Every trial in order of completion, as a list of its own.
---@field best? lunas.SimulatedTrial The best completed trial, or nil where none keeps to the limits.
---@field reason string Why the search ended.
---@field outcome string How it ended: 'completed', or 'failed' where a rule about failures ended it.
---@field completed integer How many trials have a reward.
---@field failed integer How many trials failed.
---@field infeasible integer How many architectures could not be trained; they do not count as failed.
---@field elapsed number The virtual seconds that it took.
---@field saved number The virtual seconds of training that early stopping saved.
---@field [integer] lunas.SimulatedTrial the trials in order of completion
local Simulation = {}

---Draws the rewards and the best of them.
---@param options? lunas.PlotOptions what and how large
---@return lunas.Plot # the chart
function Simulation:plot(options) end

---A file of finished trainings, which stands in for training in nas.simulate and nas.search.
---@class (exact) lunas.TrainingTable
---@field file string the file
---@field columns string[] the names of its columns
---@field rows integer how many rows it has
local TrainingTable = {}

---The greatest number of a column: the best reward that there is.
---@param column string the column
---@return number # the number
function TrainingTable:max(column) end

---The least number of a column.
---@param column string the column
---@return number # the number
function TrainingTable:min(column) end

---Controllers to be compared on the same simulated search, over several seeds.
---@class (exact) lunas.Comparison
---@field controllers string[] What the controllers are called.
local Comparison = {}

---Runs every search.
---@return lunas.ComparisonReport # what came out; printing it shows the table
function Comparison:run() end

---What came out of a comparison of controllers: printing it shows the table.
---@class (exact) lunas.ComparisonReport
---@field warnings string[] What is wrong with it, in words: why trials have no reward, or a best that was surpassed.
---@field text string The table as lines of text.
local ComparisonReport = {}

---One table for each controller.
---@return lunas.ComparedController[] # the rows
function ComparisonReport:rows() end

---Draws the curves with their intervals.
---@param options? lunas.PlotOptions how large
---@return lunas.Plot # the chart
function ComparisonReport:plot(options) end

---Everything as JSON, as lunas compare --format json prints it.
---@return string # the text
function ComparisonReport:to_json() end

---Data that is split for both stages: printing it shows the parts.
---@class (exact) lunas.Split
---@field folder string the folder with the parts and split.json
---@field stage1 lunas.SplitStage the files that a search trains and measures on
---@field stage2 lunas.SplitStage the files of full training: all training data and the real validation data
local Split = {}

---What the checks say of the split; printing it shows all.
---@return lunas.DataReport # the report
function Split:report() end

---How many items each part has, and how many of each class or range of numbers.
---@return table<string, { items: integer, classes: table<string, integer> }> # by the names of parts
function Split:counts() end

---Draws the shares of the classes in all parts.
---@param options? lunas.SplitPlotOptions how large
---@return lunas.Plot # the chart
function Split:plot(options) end

---The files of one stage of a split.
---@class (exact) lunas.SplitStage
---@field train? string what the stage trains on; nil where it is not known
---@field validation? string what the stage is measured on; nil where there is none
local SplitStage = {}

---The file of a part of stage 1's training part.
---@param percent integer how much of it, as nas.split was asked for
---@return string # the file
function SplitStage:subsample(percent) end

---What the checks say of a split: printing it shows all.
---@class (exact) lunas.DataReport
---@field verdict string the worst of all: 'good', 'watch' or 'bad'
---@field needs_force boolean whether nas.search wants force = true: the data is too small or too imbalanced
---@field text string The report as lines of text.
local DataReport = {}

---The checks, in the order in which to read them.
---@param verdict? "good"|"watch"|"bad"|nil which ones; all if left out
---@return lunas.DataCheck[] # a list of records
function DataReport:checks(verdict) end

---What a search will take. Fields are expected values by the usual formulas; 'ranges' has what simulations came to. Printing it shows the table.
---@class (exact) lunas.Plan
---@field days number Days of all stages, one after the other.
---@field gpus integer GPUs that must be there at once.
---@field gpu_hours number GPU-hours of all stages.
---@field cost? number The price of all stages, or nil without prices.
---@field trials integer Trials that are started, failed ones among them.
---@field cores? integer CPU cores that stage 1 takes at once, or nil.
---@field crossings integer How often the limit of its job ends stage 1, which is then resumed.
---@field full_trainings? number How many full trainings stage 1 costs as much as, or nil.
---@field batches integer[] How many full trainings run in each batch of stage 2.
---@field gpus_per_trial integer GPUs of each trial.
---@field search lunas.PlanStage Stage 1.
---@field full? lunas.PlanStage Stage 2, or nil.
---@field design? lunas.PlanStage The design of the proxy task, or nil.
---@field ranges lunas.PlanRanges What simulations came to: 10 %, median and 90 % of each.
---@field notes string[] What else there is to know, and where numbers come from that nobody gave.
---@field text string The table as lines of text.
local Plan = {}

---What early stopping, a shorter proxy task or no failures would save.
---@return lunas.PlanSaving[] # one for each
function Plan:savings() end

---Everything as JSON, as lunas plan --format json prints it.
---@return string # the text
function Plan:to_json() end

---Several plans; printing it shows them side by side.
---@class (exact) lunas.Plans
---@field text string The table as lines of text.
---@field [integer] lunas.Plan plans in order
local Plans = {}

---Everything as JSON, as lunas plan --format json prints it.
---@return string # the text
function Plans:to_json() end

---Neural architecture search: spaces, searches, rewards and stop rules.
---@class lunas
local lunas = {}

---Chooses one candidate; a candidate may hold decisions of its own.
---@param candidates any[] the list of candidates
---@param options? lunas.CandidateOptions name, tags and default
---@return lunas.Decision # a decision
function lunas.one_of(candidates, options) end

---Chooses several candidates, as a list.
---@param count integer how many
---@param candidates any[] the list of candidates
---@param options? lunas.ManyOfOptions distinct, sorted, name, tags and default
---@return lunas.Decision # a decision
function lunas.many_of(count, candidates, options) end

---Puts the candidates into some order.
---@param candidates any[] the list of candidates
---@param options? lunas.CandidateOptions name, tags and default
---@return lunas.Decision # a decision
function lunas.permutation(candidates, options) end

---Chooses a whole number.
---@param lower integer the least value
---@param upper integer the greatest value
---@param options? lunas.IntOptions step, log, name, tags and default
---@return lunas.Decision # a decision
function lunas.int(lower, upper, options) end

---Chooses any number of a range.
---@param lower number the least value
---@param upper number the greatest value
---@param options? lunas.FloatOptions log, name, tags and default
---@return lunas.Decision # a decision
function lunas.float(lower, upper, options) end

---Chooses nothing (nil; false as an element of a list) or the value.
---@param value any what may be left out
---@param options? lunas.DecisionOptions name, tags and default
---@return lunas.Decision # a decision
function lunas.optional(value, options) end

---Makes a list whose elements are each decided on their own.
---@param length integer|lunas.Decision a whole number, or a decision that gives one
---@param element any what each element is
---@param options? lunas.DecisionOptions name, tags and default
---@return lunas.Decision # a decision
function lunas.list_of(length, element, options) end

---Makes a decision one decision, in however many places it stands.
---@param decision lunas.Decision what is decided once
---@return lunas.Decision # a decision
function lunas.shared(decision) end

---An objective: a metric to make as great as possible.
---@param metric string the metric's name, as the trainer reports it
---@return lunas.Objective # an objective for nas.search
function lunas.maximize(metric) end

---An objective: a metric to make as small as possible.
---@param metric string the metric's name, as the trainer reports it
---@return lunas.Objective # an objective for nas.search
function lunas.minimize(metric) end

---A hard limit: only what does not exceed it counts, and the controller learns to keep to it.
---@param metric string the metric's name, as the trainer reports it
---@param bound number the bound, in the unit of the metric; it is allowed itself
---@return lunas.Limit # a limit for nas.search
function lunas.at_most(metric, bound) end

---A hard limit: only what reaches it counts, and the controller learns to keep to it.
---@param metric string the metric's name, as the trainer reports it
---@param bound number the bound, in the unit of the metric; it is allowed itself
---@return lunas.Limit # a limit for nas.search
function lunas.at_least(metric, bound) end

---Makes a search space of any table whose leaves may be decisions.
---@param table table|lunas.Space|lunas.Decision the table
---@param options? lunas.SpaceOptions a canonical form
---@return lunas.Space # the space
function lunas.space(table, options) end

---Runs a script of somebody else's in a process of its own, within limits, and gives what it returns.
---@param source string the script, as text; what it prints is dropped
---@param limits? lunas.SandboxOptions what it may use
---@return any # data, a table with decisions, a decision or a space
function lunas.sandbox(source, limits) end

---Defines a search; nothing runs yet.
---@param options lunas.SearchOptions what to search and how
---@return lunas.Search # the search
function lunas.search(options) end

---Searches in memory on a virtual clock: no workspace, no process and no waiting, to try controllers, stop rules and parallelism before a GPU is spent. Gives the trials in order of completion.
---@param options lunas.SimulateOptions what to search and how
---@return lunas.Simulation # the search, at its end; a list of its trials
function lunas.simulate(options) end

---Defines a comparison of controllers by the reward, on the same simulated search, over several seeds; nothing runs yet.
---@param options lunas.CompareOptions what to compare and how
---@return lunas.Comparison # the comparison; lunas compare FILE runs what a file returns
function lunas.compare(options) end

---Reads a table of finished trainings (CSV, gzipped or not) that stands in for training: an architecture is looked up, and the numbers of its row are its metrics.
---@param file string the file; {script.dir} is the folder of the script
---@param options? lunas.TableOptions what the columns are
---@return lunas.TrainingTable # the table
function lunas.table(file, options) end

---Splits training data for stage 1, checks the split and writes its parts; what was made before of the same data in the same way is used again.
---@param options? lunas.SplitOptions what to split and how
---@return lunas.Split # the split
function lunas.split(options) end

---The GPUs that trials can have and what they do now, with what the machine has besides, as `lunas devices` shows them.
---@return lunas.DeviceReport # the devices and the machine
function lunas.devices() end

---Computes what a search will take: days, GPUs, GPU-hours, money. Nothing runs.
---@param options? lunas.PlanOptions the search and its surroundings
---@return lunas.Plan # the plan; printing it shows the table
function lunas.plan(options) end

---Computes several plans, to be shown side by side: nas.plans({ trial_hours = 2 }, { { parallel = 10 }, { parallel = 20 } }).
---@param common? lunas.PlanOptions what all of them have in common
---@param settings lunas.PlanOptions[] what each has of its own
---@return lunas.Plans # the plans; lunas plan FILE prints what a file returns
function lunas.plans(common, settings) end

---Explains a function, an object, a module, or what has a name; without an argument the whole module.
---@param value? any what to explain, or its name: help "Space:sample"
---@return string # the text
function lunas.help(value) end

---Constraints that can be counted, so that only what fulfils them is drawn at all.
---@class lunas.constraint
lunas.constraint = {}

---Keeps the sum of the numbers at some places within bounds.
---@param options lunas.SumOptions of what, and the bounds
---@return lunas.Constraint # a constraint for space:where
function lunas.constraint.sum(options) end

---Keeps the sum of all members 'params' of an architecture, at any depth, under a limit.
---@param limit number the sum must not be greater
---@param of? (string|string[]) where the numbers are; '**.params' if left out
---@return lunas.Constraint # a constraint for space:where
function lunas.constraint.max_params(limit, of) end

---Makes the numbers at some places ascend: each is at least the one before.
---@param options lunas.OrderOptions of what, and how
---@return lunas.Constraint # a constraint for space:where
function lunas.constraint.ordered(options) end

---Forbids that some values come together.
---@param values table<string, any> the values by place: { op = 'conv', kernel = 7 }
---@param within? string the parts that are looked at, each alone: 'blocks[*]'; the whole if left out
---@return lunas.Constraint # a constraint for space:where
function lunas.constraint.never(values, within) end

---Rewards ready to use.
---@class lunas.reward
lunas.reward = {}

---The last value of one metric.
---@param name string the metric
---@return lunas.Reward # a reward
function lunas.reward.metric(name) end

---A metric times (target / latency) ^ weight; with 'hard' that factor is at most 1.
---@param options lunas.LatencyOptions what and how
---@return lunas.Reward # a reward
function lunas.reward.latency(options) end

---A metric times (target / measured) ^ weight for each target, such as those of latency and memory.
---@param options lunas.ProductOptions what and how
---@return lunas.Reward # a reward
function lunas.reward.product(options) end

---Rules that end a search.
---@class lunas.stop
lunas.stop = {}

---Ends the search after a number of trials, however they ended.
---@param count integer how many
---@return lunas.StopRule # a stop rule
function lunas.stop.trials(count) end

---Ends the search after a time.
---@param time number|string how long
---@return lunas.StopRule # a stop rule
function lunas.stop.wall_clock(time) end

---Ends the search as failed when more than a share of the ended trials have failed.
---@param rate number the share, such as 0.2
---@param options? lunas.FailureOptions from when on
---@return lunas.StopRule # a stop rule
function lunas.stop.failure_rate(rate, options) end

---Ends the search when the last trials brought no better reward, no higher mean and no narrower spread.
---@param options? lunas.NoProgressOptions how many trials
---@return lunas.StopRule # a stop rule
function lunas.stop.no_progress(options) end

---Ends the search when rewards have settled; no rise is needed.
---@param options? lunas.ConvergedOptions what counts as settled
---@return lunas.StopRule # a stop rule
function lunas.stop.converged(options) end

---Rules that end single trials while they run.
---@class lunas.early_stopping
lunas.early_stopping = {}

---Ends a trial whose best value so far is worse than the median of what completed trials had on average by then.
---@param options? lunas.MedianOptions what to watch, and from when on
---@return lunas.EarlyStopping # a rule for the key early_stopping of nas.search
function lunas.early_stopping.median(options) end

---Compares trials at steps that lie a factor apart, and lets the best third go on from each.
---@param options? lunas.ASHAOptions what to watch, and how sharply
---@return lunas.EarlyStopping # a rule for the key early_stopping of nas.search
function lunas.early_stopping.asha(options) end

---Like asha, with several first comparisons at once, so that slow starters have a chance.
---@param options? lunas.HyperbandOptions what to watch, and how sharply
---@return lunas.EarlyStopping # a rule for the key early_stopping of nas.search
function lunas.early_stopping.hyperband(options) end

---Predicts from the curves of completed trials how a trial will end, and ends it where it hardly beats the best.
---@param options? lunas.CurveOptions what to watch, and how surely
---@return lunas.EarlyStopping # a rule for the key early_stopping of nas.search
function lunas.early_stopping.learning_curve(options) end

---The statistics by which a proxy task is judged, and the noise of its scores.
---@class lunas.stats
lunas.stats = {}

---Kendall's tau-b: how far two lists of scores agree on the order of the same models, from -1 to 1.
---@param x (number|false)[] a number for each model, or false where it failed
---@param y (number|false)[] as many, of the same models
---@param options? lunas.CorrelationOptions an interval, and how many pairs there must be
---@return number # tau-b
---@return number # its p value: exact without ties up to 33 pairs, by the normal distribution otherwise
---@return lunas.Interval? # the bootstrap interval, where it is asked for
function lunas.stats.kendall_tau(x, y, options) end

---Spearman's coefficient: the correlation of ranks, where equal scores share their mean rank.
---@param x (number|false)[] a number for each model, or false where it failed
---@param y (number|false)[] as many, of the same models
---@param options? lunas.PairOptions how many pairs there must be
---@return number # from -1 to 1
function lunas.stats.spearman(x, y, options) end

---How far scores of repeats of one training lie apart: their standard deviation as a share of their mean.
---@param values number[] the final scores
---@return number # 0 for one value; a proxy task with more than 0.4 cannot be ranked by
function lunas.stats.variation(values) end

---How much a learning curve falls on its way up: the sum of falling slopes at 30 places, most of them near its end.
---@param percents number[] how much of the training is done at each reading, rising
---@param accuracies number[] as many
---@return number? # 0 for a curve that never falls, up to 10 for one that is smooth; nil for a flat one
---@return "smooth"|"rough"|"flat" # what that means; a curve that is flat has learnt nothing
function lunas.stats.smoothness(percents, accuracies) end

---Which models to drop so that the others still span all accuracies and latencies: of the closest two, the one whose second-nearest neighbour is nearer, one at a time. Failed models go first, and two models always stay.
---@param models lunas.ScoredModel[] a table with accuracy and latency for each
---@param count integer how many to drop
---@return integer[] # their positions in the list, in the order in which they are dropped
function lunas.stats.drop_order(models, count) end

---How a proxy task's ranking of models comes to agree with that of full training, step by step.
---@param full (number|false)[] the score of full training of each model, or false where it failed
---@param curves (lunas.ProxyReport[]|false)[] what each model reported on the proxy task, or false where it failed
---@param options? lunas.CorrelationOptions an interval for each step
---@return lunas.CorrelationPoint[] # one for each step that a model reported
function lunas.stats.correlation_curve(full, curves, options) end

---How a proxy task ends by what it has shown: at the first step where its correlation or median accuracy is enough, or where it has taken too long.
---@param points (lunas.CorrelationPoint|lunas.ProxyPoint)[] what correlation_curve gives, or tables with step, hours and tau
---@param limits? lunas.EndOptions what is enough, and what it may take
---@return lunas.ProxyEnd? # how it ends; nil while it should go on
function lunas.stats.proxy_end(points, limits) end

---How reference models are trained and thinned out by rounds, each of which goes on where the last one stopped.
---@param options? lunas.ScheduleOptions how many models
---@return lunas.ReferenceSchedule # the rounds and what they cost
function lunas.stats.reference_schedule(options) end

---Known search spaces, ready to use.
---@class lunas.spaces
lunas.spaces = {}

---Reads the document of a space, of this or an earlier version.
---@param text string the document
---@param options? lunas.SpaceOptions a canonical form
---@return lunas.Space # the space
function lunas.spaces.from_json(text, options) end

---Reads a search space that was written for PyGlove, with the user's own Python; an object is a table with its class as _type.
---@param name string the function that gives the space: "module.function"
---@param options? lunas.FromPyGloveOptions which Python, and where its modules are
---@return lunas.Space # the space
function lunas.spaces.from_pyglove(name, options) end

---AutoAugment for detection: a policy of five sub-policies, one of which is drawn for each image.
---@param options? { num_sub_policies?: integer, num_ops_per_sub_policy?: integer }
---@return lunas.Space
function lunas.spaces.autoaugment_detection(options) end

---AutoAugment for segmentation: a policy of five sub-policies, one of which is drawn for each image.
---@param options? { num_sub_policies?: integer, num_ops_per_sub_policy?: integer }
---@return lunas.Space
function lunas.spaces.autoaugment_segmentation(options) end

---DARTS: a normal and a reduction cell that are repeated to an image classifier.
---@param options? {}
---@return lunas.Space
function lunas.spaces.darts(options) end

---Decoder transformers: language models that read from left to right, such as GPT.
---@param options? { per_layer?: boolean }
---@return lunas.Space
function lunas.spaces.decoder_transformer(options) end

---EfficientNetV2: image classifiers of six stages that train fast.
---@param options? {}
---@return lunas.Space
function lunas.spaces.efficientnet_v2(options) end

---MnasNet: mobile image classifiers of seven stages, each with a block of its own.
---@param options? { reference?: "mobilenet_v2"|"mnasnet_a1" }
---@return lunas.Space
function lunas.spaces.mnasnet(options) end

---NAS-Bench-101: the cell of an image classifier as any graph of up to seven vertices.
---@param options? {}
---@return lunas.Space
function lunas.spaces.nasbench101(options) end

---NAS-Bench-201: the cell of an image classifier with an operation on each of six edges.
---@param options? {}
---@return lunas.Space
function lunas.spaces.nasbench201(options) end

---NAS-Bench-Graph: graph neural networks of four nodes.
---@param options? { data?: "cora"|"citeseer"|"pubmed"|"photo"|"proteins" }
---@return lunas.Space
function lunas.spaces.nasbench_graph(options) end

---NAS-FPN: how a detector merges features of several scales.
---@param options? { min_level?: integer, max_level?: integer, num_intermediate_blocks?: integer }
---@return lunas.Space
function lunas.spaces.nasfpn(options) end

---PointPillars: detectors of objects in Lidar point clouds.
---@param options? { base_output_filters?: integer }
---@return lunas.Space
function lunas.spaces.pointpillars(options) end

---RandAugment for detection: how many random operations an image goes through, and how strong they are.
---@param options? {}
---@return lunas.Space
function lunas.spaces.randaugment_detection(options) end

---RandAugment for segmentation: how many random operations an image goes through, and how strong they are.
---@param options? {}
---@return lunas.Space
function lunas.spaces.randaugment_segmentation(options) end

---SpineNet: a detector's backbone with residual and bottleneck blocks in any order of scales.
---@param options? table<string, any>
---@return lunas.Space
function lunas.spaces.spinenet(options) end

---SpineNet with inverted bottlenecks, for mobile detectors.
---@param options? {}
---@return lunas.Space
function lunas.spaces.spinenet_mbconv(options) end

---How to scale a SpineNet detector up, once its backbone is found.
---@param options? {}
---@return lunas.Space
function lunas.spaces.spinenet_scaling(options) end

---SpineNet with bottleneck blocks alone and one block fewer: a smaller space than `spinenet`.
---@param options? table<string, any>
---@return lunas.Space
function lunas.spaces.spinenet_v2(options) end

---Vision transformers: image classifiers of layers with heads and widths of their own.
---@param options? { supernet?: "tiny"|"small"|"base" }
---@return lunas.Space
function lunas.spaces.vision_transformer(options) end

return lunas
