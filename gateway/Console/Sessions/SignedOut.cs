using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Console.Sessions;

/// <summary>A session that somebody signed out of.</summary>
public sealed class EndedSession
{
    /// <summary>SHA-256 of the session's secret, in Base64.</summary>
    [Key]
    public required string Hash { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>The sessions that were signed out of. Each replica holds tokens of its own, and looks here before it uses one.</summary>
sealed class SignedOut(ConsoleDbContext db, TimeProvider time)
{
    /// <summary>Longer than a token lives.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public async Task AddAsync(string hash, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await db.EndedSessions.Where(session => session.At < now - Kept).ExecuteDeleteAsync(cancel);
        await db.Database.ExecuteSqlAsync($"INSERT INTO ended_sessions (hash, at) VALUES ({hash}, {now}) ON CONFLICT DO NOTHING", cancel);
    }

    public Task<bool> HasAsync(string hash, CancellationToken cancel) => db.EndedSessions.AnyAsync(session => session.Hash == hash, cancel);
}
