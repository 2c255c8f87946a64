using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>A merge and its undoing leave every service as it was.</summary>
public sealed class MergeTests(WholeSystem whole)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task Merges_of_a_mayor_and_of_their_city_are_followed_everywhere_and_undone_everywhere()
    {
        await whole.StartedAsync();
        var said = await Said.WriteAsync(whole, "Nora Etcheverry", "nora@montevideo.example");
        await said.DraftAsync(text => text.Contains("Nora Etcheverry", StringComparison.Ordinal));
        var (mayor, city) = (said.Nominated.Mayor, said.Nominated.City);
        var person = await Nominated.RegisterAsync(whole.Secretariat, "Nora Etcheverry Rey", "rey@montevideo.example", "+598 2 555 0177");
        var organisation = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/organisations", new { name = "Montevideo IM", kind = "intermediate", country = "UY" }), 201);
        var before = await ReadAsync();

        var ofPerson = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/merges", new { personId = mayor.Id, intoId = person.Id }), 201);
        var ofCity = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/merges", new { organisationId = city.Id, intoId = organisation.Id }), 201);

        await Eventually.HoldsAsync(said.Nominated.ReadAsync, nomination =>
            (nomination.Text("canonicalPersonId"), nomination.Text("canonicalOnBehalfOf")) == (person.Id, organisation.Id));
        await said.DraftAsync(text => text.Contains("Nora Etcheverry Rey", StringComparison.Ordinal) && text.Contains("Montevideo IM", StringComparison.Ordinal));
        (await said.Nominated.ReadAsync()).Text("personId").ShouldBe(mayor.Id, "what was said stays as it was said");

        foreach (var merge in (ApiAnswer[])[ofCity, ofPerson]) Secretariat.Must(await whole.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag), 200);

        await Eventually.HoldsAsync(ReadAsync, after => after == before);

        async Task<string> ReadAsync()
        {
            string[] paths =
            [
                mayor.Location!, $"{mayor.Location}/positions", person.Location!, city.Location!, $"{city.Location}/memberships", organisation.Location!,
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
