using System.Diagnostics;

namespace MayorsMechanism.Deployment;

/// <summary>Programs that an operator runs.</summary>
static class Shell
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has what it printed.</exception>
    public static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancel, Dictionary<string, string>? environment = null)
    {
        var (code, output, errors) = await TryAsync(program, arguments, cancel, environment);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}.\n{errors}\n{output}");
    }

    public static async Task<(int Code, string Output, string Errors)> TryAsync(
        string program, string[] arguments, CancellationToken cancel, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, said[0], said[1]);
    }

    public static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
