using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.RapidPro;

/// <summary>
/// RapidPro's and TextIt's API v2, versions 7.4 to 26.3. Safe for many threads; one for the whole process, since the
/// limit on requests under way and the memory of a used-up quota are its own. Every method throws
/// <see cref="RapidProException"/> when RapidPro or the way to it fails. Reads, updates by UUID and actions are repeated
/// on passing failures; creates are sent once.
/// </summary>
/// <param name="http">Used for its handler; address, token and time limit come from the options.</param>
/// <param name="options">Where and how.</param>
/// <param name="time">The clock for waits and time limits.</param>
/// <param name="logger">Told of repeats and of a used-up quota; never of people.</param>
public sealed class RapidProClient(HttpClient http, IOptions<RapidProOptions> options, TimeProvider time, ILogger<RapidProClient> logger)
{
    private const int MaxContactsPerAction = 100;

    private readonly RapidProPipeline pipeline = new(http, options.Value, time, logger);
    private volatile bool wantsLegacyFields;

    /// <summary>One page of contacts.</summary>
    /// <param name="query">Which contacts; the same for every page of a crawl.</param>
    /// <param name="cursor">The previous page's cursor; null for the first page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Page<Contact>> GetContactsAsync(ContactQuery query, string? cursor, CancellationToken cancellationToken = default) =>
        pipeline.GetPageAsync(RapidProEndpoint.Contacts, Parameters(query), cursor, RapidProJson.Default.PageBodyContact, cancellationToken);

    /// <summary>All pages of contacts, each read when it is asked for.</summary>
    /// <param name="query">Which contacts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<Contact>> GetContactPagesAsync(ContactQuery query, CancellationToken cancellationToken = default) =>
        pipeline.GetPagesAsync(RapidProEndpoint.Contacts, Parameters(query), RapidProJson.Default.PageBodyContact, cancellationToken);

    /// <summary>The contact with this UUID; null when it is unknown or deleted.</summary>
    public async Task<Contact?> FindContactAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        Page<Contact> page = await GetContactsAsync(new ContactQuery { Uuid = uuid, Reverse = false }, null, cancellationToken);
        return page.Results.FirstOrDefault(contact => contact.Uuid == uuid);
    }

    /// <summary>The contact that owns this URN; null when none does. RapidPro normalises the URN before it looks.</summary>
    /// <exception cref="RapidProException">Permanent when RapidPro calls the URN invalid; configuration when the workspace is anonymous.</exception>
    public async Task<Contact?> FindContactByUrnAsync(Urn urn, CancellationToken cancellationToken = default)
    {
        Page<Contact> page = await GetContactsAsync(new ContactQuery { Urn = urn, Reverse = false }, null, cancellationToken);
        return page.Results.Count > 0 ? page.Results[0] : null;
    }

    /// <summary>Creates a contact. Sent once: when <see cref="RapidProException.MayHaveBeenDone"/>, look its URN up before trying again.</summary>
    /// <param name="contact">What it starts with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The contact as RapidPro stored it, which may differ: it drops what it cannot read as a date or a number.</returns>
    public Task<Contact> CreateContactAsync(ContactWrite contact, CancellationToken cancellationToken = default) =>
        SendAsync(RapidProRequest.Create(RapidProEndpoint.Contacts, ContactBody.Write(contact)), RapidProJson.Default.Contact, cancellationToken);

    /// <summary>
    /// Updates a contact. RapidPro hands a URN that another contact owns over to this one without a word, so ask who
    /// owns it first.
    /// </summary>
    /// <param name="uuid">Which contact.</param>
    /// <param name="contact">What to change.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The contact as RapidPro stored it, which may differ: it drops what it cannot read as a date or a number.</returns>
    public Task<Contact> UpdateContactAsync(Guid uuid, ContactWrite contact, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("uuid", uuid.ToString());
        RapidProRequest request = RapidProRequest.Set(RapidProEndpoint.Contacts, parameters.ToString(), ContactBody.Write(contact));
        return SendAsync(request, RapidProJson.Default.Contact, cancellationToken);
    }

    /// <summary>
    /// Does one thing to many contacts, a hundred at a time. RapidPro refuses a whole hundred when it does not know one of
    /// them; the hundreds before it are done then, and doing them again changes nothing.
    /// </summary>
    /// <param name="action">One of <see cref="ContactAction"/>.</param>
    /// <param name="contacts">The contacts' UUIDs; none is no request.</param>
    /// <param name="group">Name or UUID of the group, for adding and removing; else null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ActOnContactsAsync(string action, IReadOnlyList<Guid> contacts, string? group, CancellationToken cancellationToken = default)
    {
        foreach (Guid[] part in contacts.Chunk(MaxContactsPerAction))
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ContactActionBody(part, action, group), RapidProJson.Default.ContactActionBody);
            await pipeline.SendAsync<object>(RapidProRequest.Set(RapidProEndpoint.ContactActions, "", body), null, cancellationToken);
        }
    }

    /// <summary>All groups of the workspace, smart and system ones among them.</summary>
    public Task<IReadOnlyList<Group>> GetGroupsAsync(CancellationToken cancellationToken = default) =>
        pipeline.GetAllAsync(RapidProEndpoint.Groups, RapidProJson.Default.PageBodyGroup, static group => group, cancellationToken);

    /// <summary>Creates a group. Sent once; a write that uses the group fails for some seconds (a transient error).</summary>
    /// <param name="name">At most 64 characters, without a double quote, unique in the workspace.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Group> CreateGroupAsync(string name, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new GroupBody(name), RapidProJson.Default.GroupBody);
        return SendAsync(RapidProRequest.Create(RapidProEndpoint.Groups, body), RapidProJson.Default.Group, cancellationToken);
    }

    /// <summary>All contact fields of the workspace.</summary>
    public Task<IReadOnlyList<Field>> GetFieldsAsync(CancellationToken cancellationToken = default) =>
        pipeline.GetAllAsync(RapidProEndpoint.Fields, RapidProJson.Default.PageBodyFieldBody, static field => field.ToField(), cancellationToken);

    /// <summary>
    /// Creates a contact field. Sent once, but for servers up to 7.4: those refuse the present vocabulary, do nothing, and
    /// are asked again in theirs. A write that uses the field fails for some seconds (a transient error).
    /// </summary>
    /// <param name="name">At most 36 letters, digits, hyphens and blanks; RapidPro makes the key from it.</param>
    /// <param name="type"><c>text</c>, <c>number</c>, <c>datetime</c>, <c>state</c>, <c>district</c> or <c>ward</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Field> CreateFieldAsync(string name, string type, CancellationToken cancellationToken = default)
    {
        if (!wantsLegacyFields)
        {
            try
            {
                return await CreateFieldAsync(FieldBody.Create(name, type), cancellationToken);
            }
            catch (RapidProException error) when (error.Status == 400 && error.Errors.Any(missing => missing.Path == "label"))
            {
                wantsLegacyFields = true;
            }
        }

        return await CreateFieldAsync(FieldBody.CreateLegacy(name, type), cancellationToken);
    }

    /// <summary>The workspace that the token belongs to.</summary>
    public Task<Workspace> GetWorkspaceAsync(CancellationToken cancellationToken = default) =>
        SendAsync(RapidProRequest.Get(RapidProEndpoint.Workspace), RapidProJson.Default.Workspace, cancellationToken);

    private static string Parameters(ContactQuery query)
    {
        QueryString parameters = default;
        parameters.Add("after", query.After);
        parameters.Add("before", query.Before);
        parameters.Add("group", query.Group);
        parameters.Add("deleted", query.Deleted);
        parameters.Add("reverse", query.Reverse);
        parameters.Add("urn", query.Urn?.ToString());
        parameters.Add("uuid", query.Uuid?.ToString());
        return parameters.ToString();
    }

    private async Task<Field> CreateFieldAsync(FieldBody field, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(field, RapidProJson.Default.FieldBody);
        FieldBody created = await SendAsync(RapidProRequest.Create(RapidProEndpoint.Fields, body), RapidProJson.Default.FieldBody, cancellationToken);
        return created.ToField();
    }

    private async Task<T> SendAsync<T>(RapidProRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
        where T : class => (await pipeline.SendAsync(request, shape, cancellationToken)).Value;
}
