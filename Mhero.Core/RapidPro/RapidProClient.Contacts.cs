using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    private const int MaxContactsPerAction = 100;

    /// <summary>One page of contacts.</summary>
    /// <param name="query">Which contacts; the same for every page of a crawl.</param>
    /// <param name="cursor">The previous page's cursor; null for the first page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Page<Contact>> GetContactsAsync(ContactQuery query, string? cursor, CancellationToken cancellationToken = default) =>
        _pipeline.GetPageAsync(RapidProEndpoint.Contacts, Parameters(query), cursor, RapidProJson.Default.PageBodyContact, cancellationToken);

    /// <summary>All pages of contacts, each read when it is asked for.</summary>
    /// <param name="query">Which contacts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<Contact>> GetContactPagesAsync(ContactQuery query, CancellationToken cancellationToken = default) =>
        _pipeline.GetPagesAsync(RapidProEndpoint.Contacts, Parameters(query), RapidProJson.Default.PageBodyContact, cancellationToken);

    /// <summary>The contact with this UUID; null when it is unknown or deleted.</summary>
    public async Task<Contact?> FindContactAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        var page = await GetContactsAsync(new ContactQuery { Uuid = uuid, Reverse = false }, null, cancellationToken);
        return page.Results.FirstOrDefault(contact => contact.Uuid == uuid);
    }

    /// <summary>The contact that owns this URN; null when none does. RapidPro normalises the URN before it looks.</summary>
    /// <exception cref="RapidProException">Permanent when RapidPro calls the URN invalid; configuration when the workspace is anonymous.</exception>
    public async Task<Contact?> FindContactByUrnAsync(Urn urn, CancellationToken cancellationToken = default)
    {
        var page = await GetContactsAsync(new ContactQuery { Urn = urn, Reverse = false }, null, cancellationToken);
        return page.Results.Select(contact => contact.Uuid).Distinct().Count() <= 1
            ? page.Results.Count > 0 ? page.Results[0] : null
            : throw Unreadable("The answer to a search for one URN names several contacts, so that it is not about this URN.");
    }

    /// <summary>Creates a contact. Sent once: when <see cref="RapidProException.MayHaveBeenDone"/>, look its URN up before trying again.</summary>
    /// <param name="contact">The contact's first values.</param>
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
    /// <exception cref="RapidProException">Transient too when the answer is about another contact, as when a proxy loses the parameters.</exception>
    public async Task<Contact> UpdateContactAsync(Guid uuid, ContactWrite contact, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("uuid", uuid.ToString());
        var request = RapidProRequest.Set(RapidProEndpoint.Contacts, parameters.ToString(), ContactBody.Write(contact));
        var updated = await SendAsync(request, RapidProJson.Default.Contact, cancellationToken);
        return updated.Uuid == uuid ? updated : throw Unreadable("The answer to a contact's update is about another contact: check for a proxy before RapidPro.");
    }

    /// <summary>
    /// Does one thing to many contacts, a hundred at a time. RapidPro refuses a whole hundred when it does not know one of
    /// them; the hundreds before it are done then, and doing them again changes nothing.
    /// </summary>
    /// <param name="action">One of <see cref="ContactAction"/>.</param>
    /// <param name="contacts">The contacts' UUIDs; for an empty list no request is sent.</param>
    /// <param name="group">Name or UUID of the group, for adding and removing; else null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ActOnContactsAsync(string action, IReadOnlyList<Guid> contacts, string? group, CancellationToken cancellationToken = default)
    {
        foreach (var part in contacts.Chunk(MaxContactsPerAction))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new ContactActionBody(part, action, group), RapidProJson.Default.ContactActionBody);
            await _pipeline.SendAsync<object>(RapidProRequest.Set(RapidProEndpoint.ContactActions, "", body), null, cancellationToken);
        }
    }

    private static RapidProException Unreadable(string message) => new(RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer, message) { MayHaveBeenDone = true };

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
}
