using MassTransit;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

/// <summary>Keeps the links that answer nominations and invitations; those for other services' records and for erased people are dropped.</summary>
sealed class LinkIssuedConsumer(ConsultationsDbContext db) : IConsumer<LinkIssued>
{
    public async Task Consume(ConsumeContext<LinkIssued> context)
    {
        var (link, cancel) = (context.Message, context.CancellationToken);
        if (!OneTimeLink.IsOurs(link.Purpose)) return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await AdvisoryLock.TakeAsync(db, [link.PersonId], cancel);
        if (await db.Tombstones.AnyAsync(tombstone => tombstone.RecordId == link.PersonId, cancel)) return;
        // It may arrive again, even after it was used.
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO one_time_links (token_hash, purpose, record_id, person_id, expires_at)
            VALUES ({link.TokenHash}, {link.Purpose}, {link.RecordId}, {link.PersonId}, {link.ExpiresAt.ToUniversalTime()})
            ON CONFLICT DO NOTHING
            """, cancel);
        await transaction.CommitAsync(cancel);
    }
}
