using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MayorsMechanism.Fixtures;

/// <summary>A running child in its own session, which the kernel ends should this process die.</summary>
sealed class ChildProcess
{
    readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Command _command;

    ChildProcess(Command command, Process process)
    {
        _command = command;
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exit => _exit.Task;

    public static Task<ChildProcess> StartAsync(Command command, Action<string> output) =>
        LauncherThread.RunAsync(() => Start(command, output));

    /// <summary>Runs a program to its end and gives its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(Command command, CancellationToken cancellation)
    {
        var lines = new List<string>();
        var child = await StartAsync(command, line => { lock (lines) lines.Add(line); });
        try
        {
            var code = await child.Exit.WaitAsync(cancellation);
            lock (lines)
                return (code, string.Join('\n', lines));
        }
        catch (OperationCanceledException)
        {
            child.Send(Signal.Kill);
            throw;
        }
    }

    static ChildProcess Start(Command command, Action<string> output)
    {
        // Process is not disposed: its exit is awaited for as long as the child lives.
        var process = new Process { StartInfo = StartInfo(command), EnableRaisingEvents = true };
        var ends = new CountdownEvent(2);
        void Read(string? line)
        {
            if (line is null)
                ends.Signal();
            else
                output(line);
        }
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Start();
        var child = new ChildProcess(command, process);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.Exited += (_, _) => child.OnExited(process, ends);
        if (process.HasExited)
            child.OnExited(process, ends);
        return child;
    }

    static ProcessStartInfo StartInfo(Command command)
    {
        var info = new ProcessStartInfo("/usr/bin/setsid")
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        List<string> arguments = ["/usr/bin/setpriv", "--pdeathsig", command.OnParentDeath.ToString().ToUpperInvariant()];
        if (command.User is { } user)
            arguments.AddRange(["--reuid", user, "--regid", user, "--init-groups"]);
        // No shell in between: sh drops variables whose names have a hyphen, and connection strings' names have one.
        foreach (var argument in arguments.Append(command.Program).Concat(command.Arguments))
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;
        return info;
    }

    // Not WaitForExitAsync: that waits for the end of the output without limit, and a grandchild may hold it open.
    void OnExited(Process process, CountdownEvent ends)
    {
        ends.Wait(millisecondsTimeout: 2_000);
        _exit.TrySetResult(process.ExitCode);
    }

    public void Send(Signal signal)
    {
        if (!Exit.IsCompleted)
            _ = SendSignal(Id, (int)signal);
    }

    /// <summary>Asks it to stop, and kills its whole process group if it has not within the time.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        Send(_command.Stop);
        if (await Task.WhenAny(Exit, Task.Delay(patience)) != Exit)
            Kill();
        await Exit;
    }

    public void Kill()
    {
        if (!Exit.IsCompleted)
            _ = SendSignal(-Id, (int)Signal.Kill);
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int SendSignal(int processId, int signal);
}
