using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Erasures;

/// <summary>
/// A service's word that it holds nothing of an erased person any more. It is owed by the registry, and by every service that had asked for people.
/// </summary>
public sealed class ErasureReceipt
{
    public required Guid PersonId { get; init; }
    public required string Service { get; init; }

    /// <summary>Null until it is given.</summary>
    public DateTimeOffset? At { get; init; }
}

sealed class ErasureReceiptConsumer(RegistryDbContext db) : IConsumer<PersonErasureCompleted>
{
    public Task Consume(ConsumeContext<PersonErasureCompleted> context)
    {
        var receipt = context.Message;
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO erasure_receipts (person_id, service, at) VALUES ({receipt.PersonId}, {receipt.Service}, {receipt.At})
            ON CONFLICT (person_id, service) DO UPDATE SET at = coalesce(erasure_receipts.at, EXCLUDED.at)
            """, context.CancellationToken);
    }
}
