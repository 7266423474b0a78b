import CSupervisor

/// Lends a trial in the form in which the supervisor wants it.
func withSupervisedProgram<Result>(
  _ spec: TrialSpec, in folder: TrialFolder, _ body: (UnsafePointer<supervised_program>) -> Result
) -> Result {
  withCStrings(spec.arguments) { arguments in
    withCStrings(TrialEnvironment.variables(spec, folder)) { environment in
      spec.directory.withCString { directory in
        folder.path.withCString { folder in
          spec.slot.cores.map(Int32.init).withUnsafeBufferPointer { cores in
            var program = supervised_program(
              folder: folder, directory: directory, arguments: arguments, environment: environment,
              timeout: spec.limits.timeout ?? 0, grace: spec.limits.grace, silence: spec.limits.silence ?? 0,
              memory_limit: Int64(spec.limits.memory ?? 0), output_limit: Int64(spec.limits.output ?? 0),
              cores: cores.baseAddress, core_count: Int32(cores.count),
              is_private: spec.getsSecrets ? 1 : 0)
            return body(&program)
          }
        }
      }
    }
  }
}
