using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Who is this contact? Answered for the contact who asks alone.</summary>
internal sealed class ContactLookup(CallerFinder callers, WorkerReader workers, IOptions<ContactMappingOptions> mapping) : ILookup
{
    private readonly string? _cadreField = mapping.Value.MappedFields.FirstOrDefault(f => f.Value.Element == ContactElement.RoleCode).Key;

    public LookupQuestion Question => LookupQuestion.Contact;

    public IReadOnlyList<string> Members { get; } = ["name", "first_name", "last_name", "cadre", "language", "active", .. Facility.MemberNames];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.About is { } about && !await callers.IsCallerAsync(request, about, cancellationToken))
        {
            // The answer must not tell whether the other contact exists either.
            return LookupAnswer.NotAllowed(LookupCodes.AnotherContact);
        }

        if (caller.Worker is null || await workers.ReadAsync(caller.Worker, cancellationToken) is not { } worker)
        {
            return LookupAnswer.NotKnown(caller.IsSeveral ? LookupCodes.Several : LookupCodes.Unknown);
        }

        var cadre = (_cadreField is null ? null : worker.Profile.Fields.GetValueOrDefault(_cadreField)) ?? RoleNames.Of(worker.Role);
        return LookupAnswer.Of(
            LookupAnswer.Found,
            null,
            [
                ("name", worker.Profile.Name),
                ("first_name", worker.Name?.Given.FirstOrDefault()),
                ("last_name", worker.Name?.Family),
                ("cadre", cadre),
                ("language", worker.Profile.Language),
                ("active", LookupAnswer.Word2(worker.Profile.Active)),
                .. worker.Facility?.Members() ?? [],
            ]);
    }
}
