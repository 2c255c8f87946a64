using MayorsMechanism.Console.Sessions;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace MayorsMechanism.Console.Tests;

/// <summary>The real console on a port of its own, before a gateway that a test scripts.</summary>
public sealed class ConsoleApp(PostgresFixture postgres) : IAsyncLifetime
{
    readonly List<Server> _replicas = [];
    string _database = null!;

    public StubGateway Gateway { get; } = new();

    public PostgresFixture Postgres => postgres;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _replicas[0].Services;

    public async ValueTask InitializeAsync()
    {
        await Gateway.StartAsync();
        _database = await postgres.CreateDatabaseAsync("console");
        Address = StartReplica();
    }

    /// <summary>One more on the same database.</summary>
    internal Uri StartReplica()
    {
        var port = AppHostProcess.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");
        var replica = new Server(new()
        {
            ["ConnectionStrings:console-db"] = _database,
            ["services:identity:http:0"] = TestTokens.IdentityAddress,
            ["services:gateway:http:0"] = Gateway.Address,
            ["PublicOrigin"] = address.GetLeftPart(UriPartial.Authority),
        });
        replica.UseKestrel(port);
        replica.StartServer();
        _replicas.Add(replica);
        return address;
    }

    /// <param name="role">Of who is signed in; null for nobody.</param>
    /// <param name="language">That the browser accepts.</param>
    /// <param name="replica">Which one it talks to; the first unless told otherwise.</param>
    internal Browser Browser(string? role = "officer", string language = "en", Uri? replica = null) =>
        new(replica ?? Address, role is null ? null : CookieOf(role), language);

    /// <summary>The session cookie of somebody of this role.</summary>
    internal string CookieOf(string role) => SessionCookie.Sealing(Services.GetRequiredService<IDataProtectionProvider>()).Protect(role);

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    sealed class Server(Dictionary<string, string> settings) : WebApplicationFactory<ConsoleDbContext>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
        }
    }
}
