using System.Net.Sockets;
using System.Security.Cryptography;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>A private RabbitMQ node with its own name service (epmd), both on 127.0.0.1 only.</summary>
/// <param name="folder">Holds queues, configuration and home; made when missing.</param>
/// <param name="node">The node's name, which must stay the same for the data to be found again.</param>
/// <param name="password">Of the only user, fixed when the data is made.</param>
/// <param name="log">Receives the output of the broker and of epmd.</param>
sealed class RabbitServer(string folder, string node, string password, LogFile log)
{
    const string User = "mayors";

    readonly string? _account = ServerAccount.Of("rabbitmq");
    readonly int _epmdPort = Ports.Free();
    readonly int _distributionPort = Ports.Free();
    Supervised? _epmd, _broker;

    public int Port { get; } = Ports.Free();

    public Action<string> Report { get; init; } = _ => { };

    public string ConnectionString => $"amqp://{User}:{password}@127.0.0.1:{Port}";

    public async Task StartAsync(CancellationToken cancellation)
    {
        var server = new Command(Tools.RabbitServer) { User = _account, WorkingDirectory = folder, Environment = Settings() };
        // erlang's name service would otherwise be started by the broker, and outlive it.
        var names = new Command(Tools.Epmd, "-port", $"{_epmdPort}", "-address", "127.0.0.1") { User = _account };
        await WriteConfigurationAsync(cancellation);
        await Predecessor.WaitGoneAsync(InFolder("node.pid"), "beam.smp", cancellation);
        _epmd = new Supervised("epmd", () => names, token => AnswersAsync(_epmdPort, [], token), log);
        await _epmd.StartAsync(TimeSpan.FromSeconds(20), cancellation);
        _broker = new Supervised("RabbitMQ", () => server, IsReadyAsync, log) { Report = Report };
        await _broker.StartAsync(TimeSpan.FromMinutes(2), cancellation);
    }

    public async Task StopAsync()
    {
        if (_broker is not null)
            await _broker.StopAsync(TimeSpan.FromSeconds(40));
        if (_epmd is not null)
            await _epmd.StopAsync(TimeSpan.FromSeconds(5));
    }

    public void Kill()
    {
        _broker?.Kill();
        _epmd?.Kill();
    }

    async Task WriteConfigurationAsync(CancellationToken cancellation)
    {
        await ServerAccount.MakeFolderAsync(folder, _account, cancellation);
        // Erlang terms: a rabbitmq.conf costs two seconds at every start to be checked against its schemas.
        await WriteAsync("rabbitmq.config", $$"""
            [{rabbit, [
              {tcp_listeners, [{"127.0.0.1", {{Port}}}]},
              {default_user, <<"{{User}}">>}, {default_pass, <<"{{password}}">>}, {loopback_users, []},
              {disk_free_limit, 200000000}, {vm_memory_high_watermark, 0.3},
              {log, [{console, [{enabled, true}, {level, info}]}, {file, [{file, false}]}]}]}].
            """);
        await WriteAsync("advanced.config", "[].");
        // Erlang would make a guessable one. Nothing else talks to this node, so it need not be kept.
        await WriteAsync(".erlang.cookie", RandomNumberGenerator.GetHexString(40));
        // No management pages here: they double the start. rabbitmqctl and the Aspire engine have them.
        await WriteAsync("enabled_plugins", "[].");
        await WriteAsync("environment", "");

        Task WriteAsync(string name, string text) =>
            ServerAccount.WriteFileAsync(InFolder(name), text + "\n", _account, cancellation);
    }

    Dictionary<string, string?> Settings() => new()
    {
        ["HOME"] = folder,
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["ERL_EPMD_PORT"] = $"{_epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"{node}@localhost",
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_CONFIG_FILE"] = InFolder("rabbitmq.config"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = InFolder("advanced.config"),
        ["RABBITMQ_CONF_ENV_FILE"] = InFolder("environment"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("enabled_plugins"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = InFolder("generated"),
        ["RABBITMQ_FEATURE_FLAGS_FILE"] = InFolder("feature_flags"),
        ["RABBITMQ_MNESIA_BASE"] = InFolder("mnesia"),
        ["RABBITMQ_LOG_BASE"] = folder,
        ["RABBITMQ_PID_FILE"] = InFolder("node.pid"),
        // Schedulers that sleep when idle: a developer's two cores have better things to do than spin.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        // The script then becomes the Erlang machine in place of waiting beside it.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    // A broker that is ready answers the protocol header with the method Connection.Start.
    Task<bool> IsReadyAsync(CancellationToken cancellation) => AnswersAsync(Port, "AMQP\0\0\x09\x01"u8.ToArray(), cancellation);

    static async Task<bool> AnswersAsync(int port, byte[] greeting, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, timeout.Token);
            if (greeting.Length == 0)
                return true;
            await client.GetStream().WriteAsync(greeting, timeout.Token);
            var frame = new byte[11];
            await client.GetStream().ReadExactlyAsync(frame, timeout.Token);
            return frame is [1, 0, 0, _, _, _, _, 0, 10, 0, 10];
        }
        catch (Exception notYet) when (notYet is SocketException or IOException || !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    string InFolder(string name) => Path.Combine(folder, name);
}
