using System.ComponentModel;
using System.Diagnostics;
using MayorsMechanism.AppHost.Start;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.AppHost.Servers;

/// <summary>PostgreSQL, RabbitMQ and where mail goes.</summary>
abstract class Servers(IDistributedApplicationBuilder builder, StartOptions options)
{
    protected const string Marker = "in-containers";

    /// <summary>Of PostgreSQL, in a container or not; a deployment has the same limit.</summary>
    protected static readonly string[] PostgresSettings = ["max_connections=500", "shared_buffers=256MB"];

    protected IDistributedApplicationBuilder Builder => builder;

    protected StartOptions Options => options;

    /// <summary>What they are, and why, in one line.</summary>
    public required string Description { get; init; }

    /// <summary>Containers where an engine answers, else the machine's own programs; <c>--containers</c> and <c>--no-containers</c> insist.</summary>
    public static Servers Choose(IDistributedApplicationBuilder builder, StartOptions options)
    {
        var made = MadeBy(options.Data);
        var containers = options.Containers ?? made ?? EngineAnswers();
        if (made is not null && made != containers)
            throw new Refusal($"The data in {options.Data.Path} is {(made.Value ? "in containers" : "not in containers")}: start without this option, or choose another folder with --data.");
        var why = options.Containers is not null ? "as asked" : made is not null ? "as its data was made"
            : containers ? "a container engine answers" : "no container engine answers";
        var description = $"PostgreSQL and RabbitMQ: {(containers ? "containers" : "this machine's own programs")} ({why})";
        Servers servers = containers ? new Containers(builder, options) { Description = description } : new OwnPrograms(builder, options) { Description = description };
        builder.Services.AddSingleton(servers);
        return servers;
    }

    /// <summary>Called before anything starts.</summary>
    /// <exception cref="Refusal">They cannot.</exception>
    public virtual void BeforeStart()
    {
    }

    public Postgres AddPostgres(string name)
    {
        var password = Password(name);
        var postgres = new Postgres(builder, options, AddPostgres(name, password), password);
        BackUp.AddTo(postgres, options);
        return postgres;
    }

    /// <summary>The server, with an endpoint called tcp.</summary>
    protected abstract IResourceBuilder<IResourceWithEndpoints> AddPostgres(string name, ParameterResource password);

    public abstract IResourceBuilder<IResourceWithConnectionString> AddRabbitMQ(string name);

    /// <summary>To a catcher that keeps everything, unless <c>Parameters:mail-smtp</c> names a server.</summary>
    public Mail AddMailCatcher(string name) => builder.Configuration["Parameters:mail-smtp"] is { Length: > 0 }
        ? new(project => project
            .WithEnvironment("Mail__Smtp", builder.AddParameter("mail-smtp", secret: true))
            .WithEnvironment("Mail__From", builder.Configuration["Parameters:mail-from"]))
        : AddCatcher(name);

    protected abstract Mail AddCatcher(string name);

    /// <summary>A password that nobody is asked for.</summary>
    protected ParameterResource Password(string name) => new(name, _ => options.Secrets.Get(name), secret: true);

    /// <summary>Whether the data is in containers, null when there is none: who installs an engine some day finds everything as it was.</summary>
    static bool? MadeBy(DataFolder data) => File.Exists(data.In(Marker)) ? true : Directory.Exists(data.In("postgres", "data")) ? false : null;

    /// <summary>The program of the container engine that Aspire uses.</summary>
    public static string Engine => Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") ?? "docker";

    protected static bool EngineAnswers()
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo(Engine, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return asked.WaitForExit(TimeSpan.FromSeconds(5)) && asked.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // It is not installed.
        }
    }
}

/// <summary>How a project is told where its letters go.</summary>
sealed record Mail(Action<IResourceBuilder<ProjectResource>> Give);

static class MailExtensions
{
    public static IResourceBuilder<ProjectResource> WithMail(this IResourceBuilder<ProjectResource> project, Mail mail)
    {
        mail.Give(project);
        return project;
    }
}
