using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What the search in the background found.</summary>
static class RegistryDuplicates
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<List<JsonNode>> PairsAsync(this RegistryService registry, ApiAnswer first, ApiAnswer second) =>
        registry.PairsAsync(Guid.Parse(first.Id), Guid.Parse(second.Id));

    /// <summary>The pair of the two, if there is one.</summary>
    public static async Task<List<JsonNode>> PairsAsync(this RegistryService registry, Guid first, Guid second) =>
        [.. (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={first}&limit=200")).Items
            .Where(pair => pair!["firstId"]!.GetValue<Guid>() == second || pair["secondId"]!.GetValue<Guid>() == second).Select(pair => pair!)];

    /// <summary>Waits until the pair of the two is in this state.</summary>
    public static async Task<JsonNode> PairAsync(this RegistryService registry, ApiAnswer first, ApiAnswer second, string state)
    {
        List<JsonNode> pairs = [];
        await Eventually.IsAsync(async () => (pairs = await registry.PairsAsync(first, second)) is [var pair] && (string)pair["state"]! == state,
            () => $"{state}, but: {string.Join(' ', pairs.Select(pair => pair.ToJsonString()))}");
        return pairs[0];
    }

    /// <summary>Waits until the newest change of a record has been compared.</summary>
    public static async Task<string> Compared(this RegistryService registry, ApiAnswer record)
    {
        var root = Guid.Parse(record.Id);
        await Eventually.IsAsync(() => registry.AskAsync(db => db.SearchProgress.AnyAsync(
            at => !db.History.Any(entry => entry.RootId == root && (entry.Position == null || entry.Position > at.Followed)), Token)));
        return record.Id;
    }
}
