using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What the service wrote, as its database has it.</summary>
static class RegistryDatabase
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<T> AskAsync<T>(this RegistryService registry, Func<RegistryDbContext, Task<T>> question)
    {
        await using var scope = registry.Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<RegistryDbContext>());
    }

    public static Task<List<HistoryEntry>> HistoryOfAsync(this RegistryService registry, string root) =>
        registry.AskAsync(db => db.History.AsNoTracking().Where(e => e.RootId == Guid.Parse(root)).OrderBy(e => e.Id).ToListAsync(Token));

    /// <summary>The unsent events that name a record, in order of writing. The broker is away in these tests.</summary>
    public static Task<List<string>> EventsOfAsync(this RegistryService registry, string id) =>
        registry.AskAsync(db => db.Outbox.AsNoTracking().Where(m => m.Body.Contains(id)).OrderBy(m => m.CreatedAt).Select(m => m.Contract + " " + m.Body).ToListAsync(Token));

    public static Task<IReadOnlyList<string>> RowsNamingAsync(this RegistryService registry, params string[] words) =>
        DatabaseContent.RowsNamingAsync(registry.Database, words);

    /// <summary>Waits for the sealer, then reads the whole chain.</summary>
    public static async Task<string?> FaultOfHistoryAsync(this RegistryService registry)
    {
        while (await registry.AskAsync(db => db.History.AnyAsync(e => e.Position == null, Token))) await Task.Delay(50, Token);
        return await registry.AskAsync(async db => (await VerifyHistory.RunAsync(db, Token)).Fault);
    }
}
