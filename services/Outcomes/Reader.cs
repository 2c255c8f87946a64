using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Outcomes;

/// <summary>Who reads the feed. The secretariat sees everything; a network what was released.</summary>
sealed record Reader(Caller Caller, OutcomesDbContext Db) : IReader
{
    MessagingDbContext IReader.Db => Db;
}
