using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace MayorsMechanism.AppHost;

/// <summary>What publishing adds to the picture in AppHost.cs: <c>--target compose</c> or <c>--target k8s</c>.</summary>
static class Deployment
{
    // The ASP.NET Core image has bash but no HTTP client. $$ is compose's way to write $.
    const string AsksHealth =
        "exec 3<>/dev/tcp/127.0.0.1/$$HTTP_PORTS && printf 'GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 "
        + "&& read -r status <&3 && [[ $$status == *' 200 '* ]]";

    public static void AddPublishTargets(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
            return;
        KeepDataWhereAContainerFindsItAgain(builder);
        switch (builder.Configuration["target"])
        {
            case "compose":
                AddCompose(builder);
                break;
            case "k8s":
                AddKubernetes(builder);
                break;
            default:
                throw new InvalidOperationException("Publishing needs --target compose or --target k8s.");
        }
    }

    static void KeepDataWhereAContainerFindsItAgain(IDistributedApplicationBuilder builder)
    {
        // RabbitMQ names its data after its host, and a container's host name changes with every container.
        foreach (var rabbitmq in builder.Resources.OfType<RabbitMQServerResource>().ToList())
            builder.CreateResourceBuilder(rabbitmq).WithEnvironment("RABBITMQ_NODENAME", "rabbitmq@localhost");
        // A fresh volume may hold a lost+found folder, which PostgreSQL takes for somebody else's data.
        foreach (var postgres in builder.Resources.OfType<PostgresServerResource>().ToList())
            builder.CreateResourceBuilder(postgres).WithEnvironment("PGDATA", "/var/lib/postgresql/data/pgdata");
    }

    static void AddCompose(IDistributedApplicationBuilder builder)
    {
        builder.AddDockerComposeEnvironment("compose").WithDashboard(enabled: true);
        // Compose publishing drops health checks and replicas, and turns WaitFor into service_started.
        foreach (var postgres in builder.Resources.OfType<PostgresServerResource>().ToList())
            builder.CreateResourceBuilder(postgres).PublishAsDockerComposeService((_, service) =>
                Keep(service, "CMD-SHELL", "pg_isready -U postgres"));
        foreach (var rabbitmq in builder.Resources.OfType<RabbitMQServerResource>().ToList())
            builder.CreateResourceBuilder(rabbitmq).PublishAsDockerComposeService((_, service) =>
                Keep(service, "CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"));
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
            builder.CreateResourceBuilder(project).PublishAsDockerComposeService((_, service) =>
            {
                Keep(service, "CMD", "bash", "-c", AsksHealth);
                // A port of the host belongs to one container.
                service.Deploy = new Deploy { Replicas = service.Ports.Count > 0 ? 1 : ReplicasOf(project) };
                service.StopGracePeriod = "40s";
                foreach (var dependency in service.DependsOn.Values)
                    dependency.Condition = "service_healthy";
            });
    }

    static void Keep(Service service, params string[] test)
    {
        service.Restart = "unless-stopped";
        service.Healthcheck = new Healthcheck
        {
            Test = [.. test],
            Interval = "10s",
            Timeout = "5s",
            Retries = 6,
            StartPeriod = "30s",
        };
    }

    static void AddKubernetes(IDistributedApplicationBuilder builder)
    {
        builder.AddKubernetesEnvironment("k8s").WithProperties(environment =>
        {
            environment.HelmChartName = "mayors-mechanism";
            // The default keeps data only as long as its pod.
            environment.DefaultStorageType = "pvc";
            environment.DefaultStorageSize = "20Gi";
        });
        var projects = builder.Resources.OfType<ProjectResource>().ToList();
        // This environment brings no dashboard of its own. Ask it by port-forward: nothing outside can reach it.
        var dashboard = builder.AddContainer("dashboard", "mcr.microsoft.com/dotnet/aspire-dashboard", "13.2")
            .WithHttpEndpoint(targetPort: 18888, name: "http")
            .WithHttpEndpoint(targetPort: 18889, name: "otlp")
            .WithEnvironment("DASHBOARD__OTLP__AUTHMODE", "Unsecured");
        foreach (var project in projects)
            builder.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.GetEndpoint("otlp"))
                .WithHttpProbe(ProbeType.Startup, "/alive", periodSeconds: 5, failureThreshold: 24)
                .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 5)
                .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10);
    }

    static int ReplicasOf(ProjectResource project) =>
        project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
}
