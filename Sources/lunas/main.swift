import Foundation
import Launchers

exit(Supervisor.main(folder: CommandLine.arguments[2]))
