using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Erasures;

/// <summary>A service's word that it holds nothing of an erased person any more. The registry's own stands among them.</summary>
public sealed class ErasureReceipt
{
    /// <summary>The services that hold people.</summary>
    public static readonly IReadOnlyList<string> Services = ["registry", "consultations", "outcomes", "notifications"];

    public required Guid PersonId { get; init; }
    public required string Service { get; init; }
    public required DateTimeOffset At { get; init; }
}

sealed class ErasureReceiptConsumer(RegistryDbContext db) : IConsumer<PersonErasureCompleted>
{
    public Task Consume(ConsumeContext<PersonErasureCompleted> context)
    {
        var receipt = context.Message;
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO erasure_receipts (person_id, service, at) VALUES ({receipt.PersonId}, {receipt.Service}, {receipt.At})
            ON CONFLICT DO NOTHING
            """, context.CancellationToken);
    }
}
