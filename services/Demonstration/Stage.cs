using System.Diagnostics;
using MayorsMechanism.Demonstration.Api;
using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.Demonstration;

/// <summary>Who acts, and what is there already: ids by the names that the data uses.</summary>
sealed class Stage : IDisposable
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    readonly HttpClient _http;
    readonly ApiCaller _anyone;
    readonly Dictionary<string, ApiCaller> _networks = [];

    Stage(Uri gateway, IConfiguration accounts, CancellationToken cancel)
    {
        _http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        (_anyone, Cancel) = (new(_http, null, cancel), cancel);
        Administrator = Staff("administrator");
        Officer = Staff("officer");
        Signers = [Officer, Staff("reviewer-mmc"), Staff("reviewer-iom")];

        ApiCaller Staff(string name) => new(_http, new StaffSession(_anyone, accounts.GetSection(name).Get<StaffAccount>()
            ?? throw new SetupException($"Set Accounts__{name}__Email, __Password and __TotpKey."), cancel).TokenAsync, cancel);
    }

    /// <exception cref="SetupException">Address or accounts are missing.</exception>
    public static Stage Of(IConfiguration configuration, CancellationToken cancel) => new(
        new Uri(configuration["services:gateway:http:0"] ?? throw new SetupException("Set services__gateway__http__0 to the address of the gateway.")),
        configuration.GetSection("Accounts"), cancel);

    public Uri Gateway => _http.BaseAddress!;
    public CancellationToken Cancel { get; }

    /// <summary>Gives networks their API clients.</summary>
    public ApiCaller Administrator { get; }

    /// <summary>The secretariat in its daily work.</summary>
    public ApiCaller Officer { get; }

    /// <summary>Of UCLG, MMC and IOM.</summary>
    public IReadOnlyList<ApiCaller> Signers { get; }

    public Dictionary<string, Guid> Organisations { get; } = [];
    public Dictionary<string, (Guid Person, Guid Position)> People { get; } = [];
    public Guid Consultation { get; set; }
    public Dictionary<string, Guid> Sessions { get; } = [];
    public Dictionary<string, Guid> Contributions { get; } = [];
    public Dictionary<string, Guid> Messages { get; } = [];

    /// <summary>A network by its own API client.</summary>
    public ApiCaller Network(string name)
    {
        if (_networks.TryGetValue(name, out var known)) return known;
        return _networks[name] = new(_http, new NetworkSession(_anyone, Administrator, name, Organisations[name]).TokenAsync, Cancel);
    }

    /// <summary>Does each in order, and tells how far it is.</summary>
    public static async Task EachAsync<T>(string what, IReadOnlyList<T> all, Func<T, Task> work)
    {
        var sinceLine = Stopwatch.StartNew();
        for (var done = 1; done <= all.Count; done++)
        {
            await work(all[done - 1]);
            if (done > 1 && done < all.Count && sinceLine.Elapsed < BetweenLines) continue;
            Console.WriteLine($"{done}/{all.Count} {what}");
            sinceLine.Restart();
        }
    }

    public void Dispose() => _http.Dispose();
}
