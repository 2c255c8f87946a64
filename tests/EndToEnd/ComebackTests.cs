using System.Diagnostics;
using System.Globalization;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.EndToEnd;

/// <summary>What is killed under a running system comes back by itself.</summary>
[Trait("Category", "Full")]
public sealed class ComebackTests(WholeSystem whole)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_replicas_have_two_addresses_and_both_answer()
    {
        var system = await whole.StartedAsync();

        var replicas = system.Of("registry");
        replicas.Select(replica => replica.Url).Distinct().Count().ShouldBe(2);
        foreach (var replica in replicas) await AnswersAsync(replica);
        var gateway = system.Of("gateway").ShouldHaveSingleItem();
        gateway.Variable("services__registry__http__0").ShouldBe(Address(replicas[0]));
        gateway.Variable("services__registry__http__1").ShouldBe(Address(replicas[1]));
    }

    [Fact]
    public async Task A_killed_service_comes_back_on_the_same_address()
    {
        var outcomes = (await whole.StartedAsync()).Of("outcomes")[0];
        var killed = whole.ProcessOf(outcomes.Name);

        Kill(killed);

        await whole.WaitUntilBackAsync(outcomes.Name, killed, Token);
        await AnswersAsync(outcomes);
    }

    [Theory]
    [InlineData("postgres", "postgres/data/postmaster.pid")]
    [InlineData("rabbitmq", "rabbitmq/node.pid")]
    public async Task A_killed_server_comes_back_with_its_data(string server, string program)
    {
        var system = await whole.StartedAsync();
        var network = await (await whole.NewNetworkAsync("Killed")).SignInAsync();
        var city = Secretariat.Must(await network.PostAsync("/api/v1/organisations", new { name = server, kind = "municipality" }), 201);
        var script = whole.ProcessOf(server);

        Kill(int.Parse(File.ReadLines(Path.Combine(whole.DataFolder, program)).First(), CultureInfo.InvariantCulture));

        await whole.WaitUntilBackAsync(server, script, Token);
        await whole.WaitUntilHealthyAsync(system.Replicas.Select(replica => replica.Name), Token);
        // What is entered now reaches another service through database and broker.
        var renamed = await Eventually.HoldsAsync(() => network.PatchAsync(city.Location!, new { name = $"{server} again" }, "*"), answer => answer.Code == 200);
        renamed.Text("name").ShouldBe($"{server} again");
        await using var copies = NpgsqlDataSource.Create(system.Of("consultations")[0].Variable("ConnectionStrings__consultations-db"));
        await Eventually.HoldsAsync(
            async () => (await copies.CreateCommand($"select name from organisation_copies where id = '{city.Id}'").ExecuteScalarAsync(Token))?.ToString() ?? "",
            name => name == $"{server} again");
    }

    static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    static string Address(ReplicaAddress replica) => replica.Url.ToString().TrimEnd('/');

    static async Task AnswersAsync(ReplicaAddress replica)
    {
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(replica.Url, "/health"), Token)).ShouldNotBeNull();
    }
}
