using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using ComposeService = Aspire.Hosting.Docker.Resources.ComposeNodes.Service;

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
        var checkedServices = builder.Resources
            .Where(resource => resource is PostgresServerResource or RabbitMQServerResource or ProjectResource)
            .Select(resource => resource.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
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
                foreach (var (name, dependency) in service.DependsOn)
                    if (checkedServices.Contains(name))
                        dependency.Condition = "service_healthy";
            });
    }

    static void Keep(ComposeService service, params string[] test)
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
        builder.AddKubernetesEnvironment("k8s").WithProperties(environment => environment.HelmChartName = "mayors-mechanism");
        foreach (var postgres in builder.Resources.OfType<PostgresServerResource>().ToList())
            builder.CreateResourceBuilder(postgres).PublishAsKubernetesService(service =>
                Keep(service, "pg_isready", "-U", "postgres"));
        foreach (var rabbitmq in builder.Resources.OfType<RabbitMQServerResource>().ToList())
            builder.CreateResourceBuilder(rabbitmq).PublishAsKubernetesService(service =>
                Keep(service, "rabbitmq-diagnostics", "-q", "check_port_connectivity"));
        var projects = builder.Resources.OfType<ProjectResource>().ToList();
        // This environment brings no dashboard of its own. Ask it by port-forward: nothing outside can reach it.
        var dashboard = builder.AddContainer("dashboard", "mcr.microsoft.com/dotnet/aspire-dashboard", "13.2")
            .WithHttpEndpoint(targetPort: 18888, name: "http")
            .WithHttpEndpoint(targetPort: 18889, name: "otlp")
            .WithEnvironment("DASHBOARD__OTLP__AUTHMODE", "Unsecured");
        foreach (var resource in projects)
        {
            var project = builder.CreateResourceBuilder(resource);
            project
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.GetEndpoint("otlp"))
                .WithAnnotation(Asks(project, ProbeType.Startup, "/alive", period: 5, failures: 24))
                .WithAnnotation(Asks(project, ProbeType.Readiness, "/health", period: 5, failures: 3))
                .WithAnnotation(Asks(project, ProbeType.Liveness, "/alive", period: 10, failures: 3))
                .PublishAsKubernetesService(UpperCaseProbeSchemes);
        }
    }

    // Not WithHttpProbe: it also adds a health check for each probe, under a name that WithHttpHealthCheck and other probes use.
    static EndpointProbeAnnotation Asks(IResourceBuilder<ProjectResource> project, ProbeType type, string path, int period, int failures) =>
        new()
        {
            Type = type,
            EndpointReference = project.GetEndpoint("http"),
            Path = path,
            PeriodSeconds = period,
            TimeoutSeconds = 5,
            FailureThreshold = failures,
            SuccessThreshold = 1,
        };

    // Kubernetes knows HTTP and no http.
    static void UpperCaseProbeSchemes(KubernetesResource service)
    {
        foreach (var container in service.Workload!.PodTemplate.Spec.Containers)
            foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
                if (probe?.HttpGet is { } request)
                    request.Scheme = "HTTP";
    }

    // A claim for each volume, as the default keeps data only as long as its pod; and a check before others are sent there.
    static void Keep(KubernetesResource service, params string[] test)
    {
        var server = (StatefulSet)service.Workload!;
        // Most versions of Kubernetes require a name here.
        server.Spec.ServiceName = service.Service!.Metadata.Name;
        var pod = server.Spec.Template.Spec;
        foreach (var volume in pod.Volumes)
            server.Spec.VolumeClaimTemplates.Add(new PersistentVolumeClaim
            {
                Metadata = { Name = volume.Name },
                Spec =
                {
                    // Their empty defaults would be written out, and an empty reference is invalid.
                    DataSource = null!,
                    DataSourceRef = null!,
                    Selector = null!,
                    AccessModes = { "ReadWriteOnce" },
                    Resources = { Requests = { ["storage"] = "20Gi" } },
                },
            });
        pod.Volumes.Clear();

        // No liveness probe: a server that is busy recovering must not be killed for it.
        var probe = new ProbeV1 { Exec = new ExecActionV1(), PeriodSeconds = 10, TimeoutSeconds = 10, FailureThreshold = 3 };
        probe.Exec.Command.AddRange(test);
        pod.Containers[0].ReadinessProbe = probe;
    }

    static int ReplicasOf(ProjectResource project) =>
        project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
}
