using MayorsMechanism.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Checks and commits imports, one at a time. An import belongs to the replica that holds its lock, which ends with a transaction that does
/// nothing else: whoever is done or dies leaves it to the next.
/// </summary>
sealed class ImportWorker(ImportWork work, NpgsqlDataSource database, Wakeup wakeup, ILogger<ImportWorker> log)
    : Worker(wakeup.On("import"), log)
{
    const int MostAttempts = 5;

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        foreach (var id in await DueAsync(cancel))
        {
            await using var scope = work.Open(out var db);
            await using var turn = await db.Database.BeginTransactionAsync(cancel);
            if (!await AdvisoryLock.TryTakeAsync(db, $"import {id}", cancel)) continue;
            await RunAsync(id, cancel);
            return true;
        }
        return false;
    }

    async Task<Guid[]> DueAsync(CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        return await db.Imports.Where(i => i.State == ImportState.Uploaded || i.State == ImportState.Checking || i.State == ImportState.Committing)
            .OrderBy(i => i.Id).Take(20).Select(i => i.Id).ToArrayAsync(cancel);
    }

    async Task RunAsync(Guid id, CancellationToken cancel)
    {
        try
        {
            var (state, attempts) = await BeginAsync(id, cancel);
            if (attempts > MostAttempts) await work.ChangeAsync(id, [state], (import, _) => GiveUp(import), cancel);
            else if (state is ImportState.Committing) await new Committing(work).RunAsync(id, cancel);
            else if (state is ImportState.Uploaded or ImportState.Checking) await new Checking(work, database).RunAsync(id, cancel);
        }
        catch (Overtaken)
        {
            log.LogInformation("Import {Import} was cancelled or taken over", id);
        }
    }

    async Task<(ImportState State, int Attempts)> BeginAsync(Guid id, CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        await db.Database.ExecuteSqlAsync($"UPDATE imports SET attempts = attempts + 1 WHERE id = {id}", cancel);
        var import = await db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, cancel);
        return (import.State, import.Attempts);
    }

    /// <summary>It stands in the way of the others otherwise.</summary>
    Task GiveUp(Import import)
    {
        log.LogError("Import {Import} was tried {Times} times in vain and is given up", import.Id, MostAttempts);
        import.Fail("import-gave-up", work.Now);
        return Task.CompletedTask;
    }
}
