using System.Net;
using System.Net.Sockets;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>When it cannot start, it says in one line what is wrong and what to do, and leaves nothing.</summary>
public sealed class HostRefusalTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-refusal-");
    readonly int _port = AppHostProcess.FreePort();

    string Data => Path.Combine(_folder.Path, "data");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_moves_it()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, _port);
        squatter.Start();

        await IsRefusedAsync($"Port {_port} is taken", "--port");
    }

    [Fact]
    public async Task A_missing_PostgreSQL_is_named_with_the_package_that_brings_it() =>
        await IsRefusedAsync("PostgreSQL (looked in /nowhere) is missing", "apt-get install postgresql", "--postgres-bin", "/nowhere");

    [Fact]
    public async Task A_missing_tool_is_named_with_the_package_that_brings_it()
    {
        await using var host = await AppHostProcess.StartAsync(
            Data, ["--port", $"{_port}"], new Dictionary<string, string?> { ["PATH"] = "/nowhere" });

        await IsRefusedAsync(host, "is missing", "apt-get install util-linux");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named_with_the_option_that_moves_it()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Token);
        await using var host = await AppHostProcess.StartAsync(Path.Combine(file, "data"), ["--port", $"{_port}"]);

        await IsRefusedAsync(host, $"Cannot write the data folder {file}/data", "--data");
    }

    [Fact]
    public async Task A_data_folder_that_the_servers_account_cannot_reach_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root starts servers as somebody else.");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await IsRefusedAsync("cannot reach", "--data");
    }

    [Fact]
    public async Task Old_data_without_its_passwords_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(Data, "postgres", "data"));

        await IsRefusedAsync("secrets.json is missing", "--reset");
    }

    [Fact]
    public async Task Data_that_is_not_in_containers_is_not_looked_for_in_containers()
    {
        Directory.CreateDirectory(Path.Combine(Data, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(Data, "secrets.json"), "{}", Token);

        await IsRefusedAsync("is not in containers", "--data", "--containers", "true");
    }

    [Theory]
    [InlineData(false, "or start without this option")]
    [InlineData(true, "is in containers")]
    public async Task Containers_without_an_engine_are_refused(bool made, string mend)
    {
        if (made)
        {
            Directory.CreateDirectory(Data);
            await File.WriteAllTextAsync(Path.Combine(Data, "secrets.json"), "{}", Token);
            await File.WriteAllTextAsync(Path.Combine(Data, "in-containers"), "", Token);
        }
        await using var host = await AppHostProcess.StartAsync(Data, ["--port", $"{_port}", "--containers", "true"], new Dictionary<string, string?> { ["ASPIRE_CONTAINER_RUNTIME"] = "no-such-engine" });

        await IsRefusedAsync(host, "No container engine answers to \"no-such-engine info\"", mend);
    }

    [Theory]
    [InlineData("this machine's own programs")]
    [InlineData("postgres         ready")]
    [InlineData("identity         ready")]
    public async Task SIGTERM_during_the_start_ends_it_without_a_failure_and_leaves_nothing(string reached)
    {
        await using var host = await AppHostProcess.StartAsync(Data, ["--port", $"{_port}"]);
        await host.WaitForOutputAsync(reached, Token);

        host.Terminate();

        (await host.WaitExitAsync(Token)).ShouldBe(0, host.Output);
        host.Output.Split('\n')[^1].ShouldBe("Stopping …", host.Output);
        (await host.WaitProcessesGoneAsync()).ShouldBeEmpty();
    }

    async Task IsRefusedAsync(string problem, string mend, params string[] options)
    {
        await using var host = await AppHostProcess.StartAsync(Data, ["--port", $"{_port}", .. options]);
        await IsRefusedAsync(host, problem, mend);
    }

    static async Task IsRefusedAsync(AppHostProcess host, string problem, string mend)
    {
        (await host.WaitExitAsync(Token)).ShouldBe(1, host.Output);
        var line = host.Output.Split('\n').ShouldHaveSingleItem(host.Output);
        line.ShouldContain(problem);
        line.ShouldContain(mend);
        (await host.WaitProcessesGoneAsync()).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
