using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>A new system from its first start: the first administrator, a network, its city and its mayor.</summary>
public sealed class JourneyTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-journey-");
    readonly string[] _options = ["--port", $"{AppHostProcess.FreePort()}"];

    string Data => Path.Combine(_folder.Path, "data");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_registers_a_city_and_its_mayor_and_finds_them_after_a_restart()
    {
        await using var first = await AppHostProcess.StartAsync(Data, _options);
        var system = await first.WaitReadyAsync(Token);
        var secretariat = Secretariat.Of(system);
        var network = await Network.RegisterAsync(system.Console, await secretariat.FirstSignInAsync(), "FLACMA");
        var api = await network.SignInAsync();
        var city = Secretariat.Must(await api.PostAsync("/api/v1/organisations", new { name = "La Pintana", kind = "municipality", country = "CL" }), 201);
        var person = Secretariat.Must(await api.PostAsync("/api/v1/people", new { name = "Juan Pablo", languages = new[] { "es" } }), 201);
        Secretariat.Must(await api.PostAsync($"{person.Location}/positions",
            new { organisationId = city.Id, title = "Focal point", kind = "focal-point", from = "2020-01-01" }), 201);
        first.Interrupt();
        (await first.WaitExitAsync(Token)).ShouldBe(0);
        (await first.WaitProcessesGoneAsync()).ShouldBeEmpty();

        await using var second = await AppHostProcess.StartAsync(Data, _options);
        var again = await second.WaitReadyAsync(Token);
        (await api.GetAsync(person.Location!)).Text("name").ShouldBe("Juan Pablo", "the token is still good: keys are stored");
        (await (await network.SignInAsync()).GetAsync($"/api/v1/people?organisation={city.Id}")).Items.Count.ShouldBe(1);
        var staff = await secretariat.At(again).SignInAsync();
        (await staff.GetAsync("/api/v1/session")).Text("role").ShouldBe("administrator");
        second.Terminate();
        (await second.WaitExitAsync(Token)).ShouldBe(0);
        (await second.WaitProcessesGoneAsync()).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
