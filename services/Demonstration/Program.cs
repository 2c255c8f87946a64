using System.Runtime.InteropServices;
using MayorsMechanism.Demonstration;
using MayorsMechanism.Demonstration.Api;
using Microsoft.Extensions.Configuration;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
try
{
    using var stage = Stage.Of(configuration, stop.Token);
    await Play.RunAsync(stage);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped. The next start goes on from here.");
    return 0;
}
catch (Exception refused) when (refused is Refusal or SetupException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
