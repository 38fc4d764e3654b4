//! The contract suite against real servers: see `tests/servers/README.md`.

use crate::contract::suite;

macro_rules! against_real_servers {
    ($($file:ident { $($test:ident,)* })*) => {
        $(mod $file {
            use crate::contract::{Pair, $file, run};
            $(#[tokio::test]
            #[ignore = "needs real servers, see tests/servers/README.md"]
            async fn $test() {
                run(Pair::real(), $file::$test).await;
            })*
        })*
    };
}

suite!(against_real_servers);
