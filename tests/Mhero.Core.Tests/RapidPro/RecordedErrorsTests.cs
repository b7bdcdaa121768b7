using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Every recorded error, of whatever endpoint, maps to what a caller can do about it.</summary>
public sealed class RecordedErrorsTests
{
    private static readonly Dictionary<int, RapidProErrorKind> ByStatus = new()
    {
        [400] = RapidProErrorKind.Permanent,
        [403] = RapidProErrorKind.Configuration,
        [404] = RapidProErrorKind.NotFound,
        [405] = RapidProErrorKind.Permanent,
        [415] = RapidProErrorKind.Permanent,
        [429] = RapidProErrorKind.Throttled,
        [500] = RapidProErrorKind.Transient,
    };

    private static readonly Dictionary<string, RapidProErrorKind> ByName = new()
    {
        ["anon_contacts_update_urns_400"] = RapidProErrorKind.Configuration,
        ["anon_contacts_urn_lookup_400"] = RapidProErrorKind.Configuration,
        ["anon_contacts_urn_post_400"] = RapidProErrorKind.Configuration,
        ["suspended_message_create"] = RapidProErrorKind.Configuration,
    };

    public static TheoryData<string> Failures => [.. Recording.All.Where(r => !r.IsSuccess).Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task SendAsync_RecordedError_HasItsKindAndSaysNothingOfPeople(string name)
    {
        var recording = Recording.Named(name);

        var error = await SendAsync(recording);

        Assert.Equal(ByName.TryGetValue(name, out var kind) ? kind : ByStatus[recording.Status], error.Kind);
        Assert.Equal(recording.Status, error.Status);
        Assert.Matches("^MH1[0-9]{3}$", error.Code);
        Assert.Equal(recording.Status == 429 ? TimeSpan.FromHours(1) : null, error.RetryAfter);
        Assert.Equal(recording is { Status: 500, Method: "POST" }, error.MayHaveBeenDone);
        Assert.Equal(recording.Text.Length > 0, error.Errors.Count > 0);
        Assert.All(error.Errors, said => Assert.DoesNotContain(said.Message, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("+250", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contacts_create_bad_urn_400", "urns[0]", "urns[1]")]
    [InlineData("contacts_create_field_bool_400", "fields.age")]
    [InlineData("groups_create_toolong_400", "name", "name")]
    [InlineData("broadcasts_text_too_long_400", "text.eng")]
    [InlineData("contacts_create_not_object_400", "")]
    [InlineData("contacts_urn_invalid_400", "")]
    [InlineData("race_2_create_contact_with_new_field", "")]
    [InlineData("head_contacts")]
    public async Task SendAsync_RecordedError_TellsWhere(string name, params string[] paths)
    {
        var error = await SendAsync(Recording.Named(name));

        Assert.Equal(paths, error.Errors.Select(said => said.Path));
    }

    [Theory]
    [InlineData("contacts_update_deleted_400", nameof(RapidProException.IsDeletedContact))]
    [InlineData("odd_contact_field_case_key", nameof(RapidProException.IsUnknownField))]
    [InlineData("contacts_update_uuid_404", nameof(RapidProException.IsUnknownContact))]
    [InlineData("contacts_update_uuid_other_org_404", nameof(RapidProException.IsUnknownContact))]
    [InlineData("contact_actions_unknown_contact_400", nameof(RapidProException.IsUnknownContact))]
    [InlineData("contacts_create_bad_group_400", nameof(RapidProException.IsUnknownGroup))]
    [InlineData("contact_blocked_groups_400", nameof(RapidProException.IsNonActiveContact))]
    [InlineData("groups_create_dup_400", nameof(RapidProException.IsNameTaken))]
    [InlineData("fields_create_dup_400", nameof(RapidProException.IsNameTaken))]
    [InlineData("flow_starts_unknown_flow_400", null)]
    [InlineData("flow_starts_unknown_contact_400", nameof(RapidProException.IsUnknownContact))]
    [InlineData("messages_create_unknown_contact_400", nameof(RapidProException.IsUnknownContact))]
    [InlineData("broadcasts_text_too_long_400", null)]
    [InlineData("broadcasts_bad_base_language_400", null)]
    [InlineData("broadcasts_no_text_400", null)]
    [InlineData("contacts_bad_cursor_404", null)]
    [InlineData("contacts_create_bad_urn_400", null)]
    [InlineData("groups_update_unknown_404", null)]
    public async Task SendAsync_RecordedError_IsThatAndNothingElse(string name, string? property)
    {
        var error = await SendAsync(Recording.Named(name));

        string[] flags = [.. typeof(RapidProException).GetProperties()
            .Where(p => p.Name.StartsWith("Is", StringComparison.Ordinal) && (bool)p.GetValue(error)!)
            .Select(p => p.Name)];
        Assert.Equal(property is null ? [] : [property], flags);
    }

    private static async Task<RapidProException> SendAsync(Recording recording)
    {
        StubServer server = new(StubServer.Recorded(recording.Name));
        var options = Clients.Options();
        options.MaxRetries = 0;
        RapidProPipeline pipeline = new(new HttpClient(server), options, TimeProvider.System, NullLogger.Instance);
        var endpoint = recording.Endpoint == "contacts" ? RapidProEndpoint.Contacts : new(recording.Endpoint, QuotaScope.Rest);
        var request = recording.Method == "POST" ? RapidProRequest.Create(endpoint, "{}"u8.ToArray()) : RapidProRequest.Get(endpoint);

        return await Assert.ThrowsAsync<RapidProException>(() => pipeline.SendAsync<object>(request, null, CancellationToken.None).AsTask());
    }
}
