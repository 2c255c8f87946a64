using System.Diagnostics;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>What ./run and ./test say when this machine does not let them, in one line; and what one starts without them.</summary>
public sealed class ScriptTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-script-");

    static string Root => Source.Root;

    [Fact]
    public async Task Without_the_right_to_install_it_names_the_packages_and_the_command()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can act as somebody without rights.");
        // A copy: the tests' own folder may be closed to others.
        File.Copy(Path.Combine(Root, "scripts/setup.sh"), Path.Combine(_folder.Path, "setup.sh"));
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);

        var (code, output) = await RunAsync("setpriv", "--reuid=65534", "--clear-groups", "bash", "-c",
            $"cd /; source {_folder.Path}/setup.sh; install rabbitmq-server");

        (code, output).ShouldBe((1, "Missing: rabbitmq-server. Install them as root, then start again:  apt-get install rabbitmq-server"));
    }

    [Fact]
    public async Task Without_the_SDK_it_says_which_one_is_missing()
    {
        var (code, output) = await RunAsync("bash", "-c", $"source {Root}/scripts/setup.sh; PATH=/nowhere; need_dotnet");

        code.ShouldBe(1);
        output.ShouldBe("The .NET SDK is missing: install version 10 from https://dot.net, then start again.");
    }

    [Fact]
    public async Task An_unknown_option_shows_the_usage()
    {
        var (code, output) = await RunAsync($"{Root}/run", "--fast");

        code.ShouldBe(2);
        output.ShouldStartWith("Unknown option: --fast\nUsage: ./run");
    }

    [Fact]
    public void What_is_started_by_hand_has_a_port_of_its_own()
    {
        string[] settings = [.. ((string[])["MayorsMechanism.AppHost", "gateway", "services"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "launchSettings.json", SearchOption.AllDirectories))];

        var addresses = settings.SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["profiles"]!.AsObject())
            .Select(profile => (string)profile.Value!["applicationUrl"]!).ToList();

        addresses.Count.ShouldBeGreaterThan(6);
        addresses.ShouldBeUnique();
    }

    [Fact]
    public async Task On_a_full_disk_it_says_how_much_is_needed()
    {
        var mounted = (await RunAsync("mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", _folder.Path)).Code == 0;
        Assert.SkipUnless(mounted, "This machine lets nobody mount a small disk.");
        try
        {
            await using var host = await AppHostProcess.StartAsync(Path.Combine(_folder.Path, "data"), ["--port", $"{AppHostProcess.FreePort()}"]);

            (await host.WaitExitAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
            host.Output.Split('\n').ShouldHaveSingleItem().ShouldContain("and 500 MB are needed: make room, or choose another folder with --data.");
        }
        finally
        {
            await RunAsync("umount", "--lazy", _folder.Path);
        }
    }

    static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await errors + output).Trim());
    }

    public void Dispose() => _folder.Dispose();
}
