using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>Merges and their undoing leave every service as it was.</summary>
public sealed class MergeTests(WholeSystem whole)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task A_chain_of_merges_of_a_mayor_and_of_their_city_is_followed_everywhere_and_undone_everywhere_in_any_order()
    {
        await whole.StartedAsync();
        var said = await Said.WriteAsync(whole, "Nora Etcheverry", "nora@montevideo.example");
        await said.DraftAsync(text => text.Contains("Nora Etcheverry", StringComparison.Ordinal));
        var (mayor, city) = (said.Nominated.Mayor, said.Nominated.City);
        var people = new[] { mayor, await RegisterAsync("Nora Etcheverry R.", "etcheverry"), await RegisterAsync("Nora Etcheverry Rey", "rey") };
        var cities = new[] { city, await FoundAsync("Montevideo, Uruguay"), await FoundAsync("Montevideo IM") };
        var before = await ReadAsync();

        List<ApiAnswer> merges = [];
        for (var i = 0; i < 2; i++)
        {
            merges.Add(Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/merges", new { personId = people[i].Id, intoId = people[i + 1].Id }), 201));
            merges.Add(Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/merges", new { organisationId = cities[i].Id, intoId = cities[i + 1].Id }), 201));
            await IsFollowedAsync(people[i + 1], cities[i + 1]);
        }
        await said.DraftAsync(text => text.Contains("Nora Etcheverry Rey", StringComparison.Ordinal) && text.Contains("Montevideo IM", StringComparison.Ordinal));
        (await said.Nominated.ReadAsync()).Text("personId").ShouldBe(mayor.Id, "what was said stays as it was said");

        // The last of one chain and the first of the other.
        await UndoAsync(merges[2], merges[1]);
        await IsFollowedAsync(people[1], cities[0]);
        await UndoAsync(merges[0], merges[3]);

        await Eventually.HoldsAsync(ReadAsync, after => after == before);

        Task<ApiAnswer> RegisterAsync(string name, string mailbox) =>
            Nominated.RegisterAsync(whole.Secretariat, name, $"{mailbox}@montevideo.example", "+598 2 555 0177");

        async Task<ApiAnswer> FoundAsync(string name) =>
            Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/organisations", new { name, kind = "intermediate", country = "UY" }), 201);

        Task<ApiAnswer> IsFollowedAsync(ApiAnswer person, ApiAnswer organisation) => Eventually.HoldsAsync(said.Nominated.ReadAsync, nomination =>
            (nomination.Text("canonicalPersonId"), nomination.Text("canonicalOnBehalfOf")) == (person.Id, organisation.Id));

        async Task UndoAsync(params ApiAnswer[] some)
        {
            foreach (var merge in some) Secretariat.Must(await whole.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag), 200);
        }

        async Task<string> ReadAsync()
        {
            string[] paths =
            [
                .. people.Concat(cities).Select(record => record.Location!), $"{mayor.Location}/positions", $"{city.Location}/memberships",
                said.Nominated.Nomination.Location!, $"/api/v1/sessions/{said.Session}/nominations", $"/api/v1/contributions?sessionId={said.Session}",
                $"/api/v1/quotes?sessionId={said.Session}", said.Paper.Location!, $"{said.Paper.Location}/draft",
                $"/api/v1/notifications?nomination={said.Nominated.Nomination.Id}",
            ];
            List<string> read = [];
            foreach (var path in paths) read.Add($"{path}: {WithoutVersions((await whole.Secretariat.GetAsync(path)).Body)}");
            return string.Join('\n', read);
        }
    }

    /// <summary>What rises with every change is no part of what a record says.</summary>
    static string? WithoutVersions(JsonNode? node)
    {
        foreach (var record in All(node).OfType<JsonObject>().ToList()) record.Remove("version");
        return node?.ToJsonString();
    }

    static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject record => [record, .. record.SelectMany(member => All(member.Value))],
        JsonArray items => items.SelectMany(All),
        null => [],
        _ => [node],
    };
}
