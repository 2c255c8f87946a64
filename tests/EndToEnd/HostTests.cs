using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>One data folder through three starts, as a person starts and stops the system.</summary>
public sealed class HostTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-host-");
    readonly string[] _options = ["--port", $"{AppHostProcess.FreePort()}"];

    string Data => Path.Combine(_folder.Path, "data");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 1_800_000)]
    public async Task What_was_entered_in_a_new_folder_is_there_after_Ctrl_C_and_after_a_kill_and_nothing_is_left_running()
    {
        await using var first = await AppHostProcess.StartAsync(Data, _options);
        var system = await first.WaitReadyAsync(Token);
        var secretariat = await FirstVisit.SignInAsync(system, script: true);
        var network = await Network.RegisterAsync(system.Console, await secretariat.SignInAsync(), "FLACMA");
        var api = await network.SignInAsync();
        var city = Secretariat.Must(await api.PostAsync("/api/v1/organisations", new { name = "La Pintana", kind = "municipality", country = "CL" }), 201);
        var person = Secretariat.Must(await api.PostAsync("/api/v1/people", new { name = "Juan Pablo", languages = new[] { "es" } }), 201);
        Secretariat.Must(await api.PostAsync($"{person.Location}/positions",
            new { organisationId = city.Id, title = "Focal point", kind = "focal-point", from = "2020-01-01" }), 201);
        first.Interrupt();
        await HasEndedAsync(first);

        await using var second = await AppHostProcess.StartAsync(Data, [.. _options, "--demonstration", "true"]);
        var again = await second.WaitReadyAsync(Token);
        again.AdministratorPassword.ShouldBe(system.AdministratorPassword);
        (await api.GetAsync(person.Location!)).Text("name").ShouldBe("Juan Pablo", "the token is still good: keys are stored");
        var staff = await secretariat.At(again).SignInAsync();
        (await staff.GetAsync("/api/v1/session")).Text("role").ShouldBe("administrator");
        await LeavesAloneAsync(second, staff);
        await IsRefusedAsync();
        second.Kill();
        (await second.WaitProcessesGoneAsync()).ShouldBeEmpty();

        await using var third = await AppHostProcess.StartAsync(Data, _options);
        await third.WaitReadyAsync(Token);
        (await (await network.SignInAsync()).GetAsync($"/api/v1/people?organisation={city.Id}")).Items.Count.ShouldBe(1);
        third.Terminate();
        await HasEndedAsync(third);
    }

    /// <summary>The demonstration is for new systems.</summary>
    static async Task LeavesAloneAsync(AppHostProcess host, ApiClient staff)
    {
        await host.WaitForOutputAsync(Demonstration.Finished, Token);
        host.Output.ShouldContain("This system holds records that are not the demonstration's");
        (await Demonstration.AllAsync(staff, "/api/v1/organisations")).Count.ShouldBe(2);
        (await Demonstration.AllAsync(staff, "/api/v1/clients")).ShouldHaveSingleItem();
    }

    async Task IsRefusedAsync()
    {
        await using var another = await AppHostProcess.StartAsync(Data, ["--port", $"{AppHostProcess.FreePort()}"]);
        (await another.WaitExitAsync(Token)).ShouldBe(1);
        another.Output.ShouldStartWith($"The data folder {Data} is in use by another start");
    }

    static async Task HasEndedAsync(AppHostProcess host)
    {
        (await host.WaitExitAsync(Token)).ShouldBe(0, host.Output);
        (await host.WaitProcessesGoneAsync()).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
