using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MayorsMechanism.Messaging;

/// <summary>Wakes this process's relay when a transaction that wrote events was committed, whoever opened it.</summary>
sealed class Wakeup : DbTransactionInterceptor
{
    public Signal Relay { get; } = new();

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is MessagingDbContext { HasTold: true } db)
        {
            db.HasTold = false;
            Relay.Say();
        }
        return Task.CompletedTask;
    }
}
