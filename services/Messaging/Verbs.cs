using MayorsMechanism.Messaging.History;
using MayorsMechanism.Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Messaging;

/// <summary>What a service does from the command line in place of serving.</summary>
static class Verbs
{
    public delegate Task<int> Verb(IServiceProvider services, CancellationToken cancel);

    public static Verb? Find<TContext>(string[] args) where TContext : MessagingDbContext => args.FirstOrDefault() switch
    {
        "verify-history" => VerifyAsync<TContext>,
        "republish" => RepublishAsync<TContext>,
        _ => null,
    };

    /// <returns>0 when the chain is whole, 1 when it is not.</returns>
    static async Task<int> VerifyAsync<TContext>(IServiceProvider services, CancellationToken cancel) where TContext : MessagingDbContext
    {
        await using var scope = services.CreateAsyncScope();
        var (entries, fault) = await VerifyHistory.RunAsync(scope.ServiceProvider.GetRequiredService<TContext>(), cancel);
        Console.WriteLine(fault is null ? $"The history is whole: {entries} entries." : $"The history is broken after {entries} entries. {fault}");
        return fault is null ? 0 : 1;
    }

    /// <summary>Writes an event of every record into the outbox; the relay of the running service sends them.</summary>
    static async Task<int> RepublishAsync<TContext>(IServiceProvider services, CancellationToken cancel) where TContext : MessagingDbContext
    {
        foreach (var kind in Kinds<TContext>(services)) Console.WriteLine($"{kind.Name}: {await Republish.RunAsync<TContext>(services, kind, _ => true, cancel)}");
        return 0;
    }

    static IEnumerable<RecordKind> Kinds<TContext>(IServiceProvider services) where TContext : MessagingDbContext
    {
        using var scope = services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<TContext>().Records.Told];
    }
}
