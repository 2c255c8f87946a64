using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Compose;

/// <summary>What deploy/secrets leaves behind.</summary>
public sealed class SecretsTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-secrets-");

    string Secrets => Path.Combine(_folder.Path, "secrets");

    [Fact]
    public async Task It_makes_each_secret_of_the_file_once_and_closes_their_folder()
    {
        await MakeAsync();
        var first = Read();
        await MakeAsync();

        Read().ShouldBe(first);
        first.Keys.ShouldBe(ComposeFile.Whole["secrets"]!.AsObject().Select(secret => secret.Key), ignoreOrder: true);
        first.Where(secret => secret.Value.Length == 0).Select(secret => secret.Key).ShouldBe(["Identity__OtherSealingKey"]);
        File.GetUnixFileMode(Secrets).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_two_sides_must_share_is_the_same_also_when_only_one_of_them_was_there()
    {
        await MakeAsync();
        File.Delete(Path.Combine(Secrets, "rabbitmq.conf"));
        File.Delete(Path.Combine(Secrets, "OTEL_EXPORTER_OTLP_HEADERS"));
        await MakeAsync();

        var made = Read();
        var broker = new Uri(made["ConnectionStrings__rabbitmq"]);
        made["rabbitmq.conf"].ShouldBe($"default_user = {broker.UserInfo.Split(':')[0]}\ndefault_pass = {broker.UserInfo.Split(':')[1]}\n");
        made["OTEL_EXPORTER_OTLP_HEADERS"].ShouldBe($"x-otlp-api-key={made["Dashboard__Otlp__PrimaryApiKey"]}");
    }

    Task<string> MakeAsync() => Shell.RunAsync(Path.Combine(ComposeFile.Folder, "secrets"), [Secrets], TestContext.Current.CancellationToken);

    SortedDictionary<string, string> Read() => new(Directory.GetFiles(Secrets).ToDictionary(file => Path.GetFileName(file), File.ReadAllText));

    public void Dispose() => _folder.Dispose();
}
