using System.Data;
using MayorsMechanism.Registry.Imports.Judging;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Registry.Imports;

/// <summary>Somebody else works on the import by now, or it was cancelled: whoever finds out leaves it.</summary>
sealed class Overtaken : Exception;

/// <summary>What checking and committing share.</summary>
public sealed class ImportWork(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Rows that are judged and saved at a time.</summary>
    public const int Batch = 2000;

    // Some statements are about all rows of a file, and a commit may wait for another.
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public AsyncServiceScope Open(out RegistryDbContext db)
    {
        var scope = scopes.CreateAsyncScope();
        db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        db.Database.SetCommandTimeout(Patience);
        return scope;
    }

    public async Task<Import> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var scope = Open(out var db);
        return await db.Imports.AsNoTracking().SingleAsync(import => import.Id == id, cancel);
    }

    /// <summary>Judges rows by the rights of whoever uploaded them, in a scope that writes nothing meanwhile: what is being written is not seen.</summary>
    internal async Task<IReadOnlyList<Judged>> JudgeAsync(AsyncServiceScope scope, Import import, IReadOnlyList<RowToJudge> rows, CancellationToken cancel)
    {
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        // A record, its parts and its revision are read as they were at one moment.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var json = scope.ServiceProvider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var caller = new Caller("import", import.NetworkId is null ? CallerKind.Secretariat : CallerKind.Network, import.NetworkId, null);
        var tenancy = new Tenancy(db, caller, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        RowJudge judge = import.Kind is ImportKind.Organisations
            ? new OrganisationJudge(db, tenancy, scope.ServiceProvider, json)
            : new PersonJudge(db, tenancy, scope.ServiceProvider, json);
        return await judge.JudgeAsync(rows, cancel);
    }

    /// <summary>Takes an import from one state to another, with its history entry.</summary>
    /// <exception cref="Overtaken">It is in none of the states expected.</exception>
    public async Task ChangeAsync(Guid id, ImportState[] expected, Func<Import, RegistryDbContext, Task> change, CancellationToken cancel)
    {
        await using var scope = Open(out var db);
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        var import = await LockAsync(db, id, cancel);
        if (!expected.Contains(import.State)) throw new Overtaken();
        await change(import, db);
        import.Touch();
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public static Task<Import> LockAsync(RegistryDbContext db, Guid id, CancellationToken cancel) =>
        db.Imports.FromSql($"SELECT * FROM imports WHERE id = {id} FOR UPDATE").SingleAsync(cancel);

    public DateTimeOffset Now => time.GetUtcNow();
}
