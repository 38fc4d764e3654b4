//! Arguments, logging, which face, exit code.

use std::process::ExitCode;

use bursar::cli::{self, Args, Command};
use bursar::config::Env;

fn main() -> ExitCode {
    let args = Args::read();
    let env = Env::of_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            cli::output::words(&format!("bursar: cannot start: {error}"));
            return cli::Exit::Failed.into();
        }
    };
    let is_console = match &args.command {
        None => true,
        Some(Command::Demo(demo)) => !demo.serve,
        Some(_) => false,
    };
    let result = runtime.block_on(async {
        if is_console {
            Box::pin(bursar::tui::run(args, &env)).await
        } else {
            bursar::cli::logging(args.global.verbose);
            cli::run(args, &env).await
        }
    });
    // A read that hangs must not keep the operator from leaving.
    runtime.shutdown_timeout(std::time::Duration::from_millis(100));
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            cli::output::words(&format!("bursar: {error}"));
            error.exit.into()
        }
    }
}
