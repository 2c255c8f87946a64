using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>The same system with PostgreSQL, RabbitMQ and the mail catcher in containers, where an engine answers.</summary>
[Trait("Category", "Full")]
public sealed class ContainerTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-containers-");
    readonly string[] _options = ["--port", $"{AppHostProcess.FreePort()}", "--dashboard", "true", "--dashboard-port", $"{AppHostProcess.FreePort()}", "--containers", "true"];

    string Data => Path.Combine(_folder.Path, "data");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_used_stopped_killed_and_started_again_with_its_data_and_leaves_no_container()
    {
        Assert.SkipUnless(await DockerAsync("info") is { Code: 0 }, "No container engine answers here.");
        var before = await ContainersAsync();
        await using var first = await AppHostProcess.StartAsync(Data, _options);
        var system = await first.WaitReadyAsync(Token);
        first.Output.ShouldContain("PostgreSQL and RabbitMQ: containers (as asked)");
        var secretariat = Secretariat.Of(system);
        var network = await Network.RegisterAsync(system.Console, await secretariat.FirstSignInAsync(), "FLACMA");
        var city = Secretariat.Must(await (await network.SignInAsync()).PostAsync("/api/v1/organisations", new { name = "La Pintana", kind = "municipality" }), 201);
        // A session takes it once the event came through the broker.
        var person = Secretariat.Must(await (await network.SignInAsync()).PostAsync("/api/v1/people", new { name = "Juan Pablo", languages = new[] { "es" } }), 201);
        first.Interrupt();
        (await first.WaitExitAsync(Token)).ShouldBe(0);
        await AreGoneAsync(first, before);

        await using var second = await AppHostProcess.StartAsync(Data, _options);
        await second.WaitReadyAsync(Token);
        (await (await network.SignInAsync()).GetAsync(city.Location!)).Text("name").ShouldBe("La Pintana");
        second.Kill();
        await AreGoneAsync(second, before);

        await using var third = await AppHostProcess.StartAsync(Data, _options);
        await third.WaitReadyAsync(Token);
        (await (await network.SignInAsync()).GetAsync(city.Location!)).Text("name").ShouldBe("La Pintana");
    }

    [Fact]
    public async Task A_backup_out_of_a_container_can_be_read()
    {
        Assert.SkipUnless(await DockerAsync("info") is { Code: 0 }, "No container engine answers here.");
        var whole = new WholeSystem { Containers = true };
        try
        {
            await whole.StartedAsync();
            await whole.NewNetworkAsync("Network in a container");

            var done = await whole.App.ResourceCommands.ExecuteCommandAsync("postgres", "back-up", Token);

            done.Success.ShouldBeTrue($"{done.Message}\n{done.Data?.Value}");
            await DashboardTests.HoldsEveryDatabaseAsync(whole.DataFolder, "Network in a container", "docker", "exec", "-i", whole.ContainerOf("postgres"), "pg_restore");
        }
        finally
        {
            await whole.DisposeAsync();
            await RemoveVolumesAsync(whole.DataFolder);
        }
    }

    static Task AreGoneAsync(AppHostProcess host, string before) => Eventually.HoldsAsync(
        async () => $"{string.Join('\n', host.Processes())}{await ContainersAsync()}", left => left == before);

    static async Task<string> ContainersAsync() => (await DockerAsync("ps", "--all", "--quiet")).Output;

    static async Task<(int Code, string Output)> DockerAsync(params string[] arguments)
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await docker.StandardOutput.ReadToEndAsync();
            await docker.WaitForExitAsync();
            return (docker.ExitCode, output.Trim());
        }
        catch (Win32Exception)
        {
            return (127, "");
        }
    }

    /// <summary>As <c>./run --reset</c> does.</summary>
    static Task RemoveVolumesAsync(string data)
    {
        var volumes = "mayors-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12];
        return DockerAsync("volume", "rm", "-f", $"{volumes}-postgres", $"{volumes}-rabbitmq");
    }

    public void Dispose()
    {
        RemoveVolumesAsync(Data).GetAwaiter().GetResult();
        _folder.Dispose();
    }
}
