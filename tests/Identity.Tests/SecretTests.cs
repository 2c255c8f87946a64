using System.Text;
using Npgsql;
using OtpNet;

namespace MayorsMechanism.Identity.Tests;

public class SecretTests(SharedApp shared)
{
    [Fact]
    public async Task No_secret_is_in_the_database_or_in_the_log()
    {
        await using var app = await shared.NewAppAsync();
        var administrator = await app.FirstAdministratorAsync();
        var (id, clientSecret, _) = await app.ClientAsync(administrator, "secretariat", "registry:read");
        var clientToken = (await app.TokenForAsync(id, clientSecret))["access_token"];
        await app.TokenForAsync(id, "a wrong secret");
        await administrator.TrySignInAsync(password: "a wrong password");
        var token = await administrator.TokenAsync();
        var invited = await app.PostAsync("/api/v1/staff",
            new { email = "z@mayors.example", name = "Z", role = "officer", organisation = "mmc" }, token, key: "an invitation, once");
        var invitation = invited["invitation"];

        string[] secrets =
        [
            clientSecret, clientSecret[4..], clientToken, token, invitation, administrator.Session, administrator.Password, IdentityApp.FirstPassword,
            administrator.Key, "a wrong secret", "a wrong password", .. administrator.RecoveryCodes,
        ];
        byte[][] bytes = [.. secrets.Select(Encoding.UTF8.GetBytes), Base32Encoding.ToBytes(administrator.Key)];
        var dump = await DumpAsync(app.Database);
        dump.Count.ShouldBeGreaterThan(100);
        foreach (var secret in bytes) dump.Any(value => Holds(value, secret)).ShouldBeFalse(Encoding.UTF8.GetString(secret));
        foreach (var secret in secrets) app.Log.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal), secret);
        // A private key in PKCS #8 starts with the object id of elliptic curves: it must not be readable.
        dump.Any(value => Holds(value, Convert.FromHexString("06072A8648CE3D0201"))).ShouldBeFalse();
    }

    [Fact]
    public void A_sealed_value_opens_only_where_it_belongs()
    {
        var box = new Keys.SecretBox(Microsoft.Extensions.Options.Options.Create(new IdentityOptions { SealingKey = "a sealing key of the tests, long enough" }));
        var sealedValue = box.Seal([1, 2, 3], "totp:one");
        box.Open(sealedValue, "totp:one").ShouldBe([1, 2, 3]);
        Should.Throw<InvalidOperationException>(() => box.Open(sealedValue, "totp:two"));
        sealedValue[^1] ^= 1;
        Should.Throw<InvalidOperationException>(() => box.Open(sealedValue, "totp:one"));
    }

    static bool Holds(byte[] value, byte[] part) => value.AsSpan().IndexOf(part) >= 0;

    /// <summary>Every text and bytea value of every table.</summary>
    static async Task<List<byte[]>> DumpAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var columns = new List<(string Table, string Column)>();
        await using (var command = source.CreateCommand("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1)));
        }
        var values = new List<byte[]>();
        foreach (var (table, column) in columns)
        {
            await using var command = source.CreateCommand($"SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                values.Add(reader.GetValue(0) switch
                {
                    byte[] bytes => bytes,
                    string[] many => Encoding.UTF8.GetBytes(string.Join(' ', many)),
                    var other => Encoding.UTF8.GetBytes(other.ToString()!),
                });
            }
        }
        return values;
    }
}
