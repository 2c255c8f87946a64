using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace MayorsMechanism.Console.Tests;

/// <summary>The real console on a port of its own, before a gateway that a test scripts.</summary>
public sealed class ConsoleApp(PostgresFixture postgres) : IAsyncLifetime
{
    Server _console = null!;

    public StubGateway Gateway { get; } = new();

    public PostgresFixture Postgres => postgres;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _console.Services;

    public async ValueTask InitializeAsync()
    {
        await Gateway.StartAsync();
        var database = await postgres.CreateDatabaseAsync("console");
        var port = AppHostProcess.FreePort();
        Address = new Uri($"http://127.0.0.1:{port}");
        _console = new Server(new()
        {
            ["ConnectionStrings:console-db"] = database,
            ["services:identity:http:0"] = TestTokens.IdentityAddress,
            ["services:gateway:http:0"] = Gateway.Address,
            ["PublicOrigin"] = Address.GetLeftPart(UriPartial.Authority),
        });
        _console.UseKestrel(port);
        _console.StartServer();
    }

    /// <param name="role">Of who is signed in; null for nobody.</param>
    /// <param name="language">That the browser accepts.</param>
    internal Browser Browser(string? role = "officer", string language = "en") => new(Address, role, language);

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
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
