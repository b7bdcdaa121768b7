using Mhero.Core.Operating.Responses;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;

namespace Mhero.Core.Operating.Persons;

/// <summary>All that mHero has of one person, on both sides.</summary>
/// <param name="Person">The person.</param>
/// <param name="Registry">The worker as the registry has it now; null when there is none.</param>
/// <param name="RapidPro">The contact as RapidPro has it now; null when there is none.</param>
/// <param name="Link">The link; null when the ledger has neither.</param>
/// <param name="Groups">Names of the groups that the contact is in.</param>
/// <param name="OptOut">Whether the person wants no messages.</param>
/// <param name="Messages">The last messages, the latest first.</param>
/// <param name="Responses">The last responses, the latest first.</param>
/// <param name="Reviews">The open reviews about the person.</param>
/// <param name="DeadLetters">The open dead letters about the person.</param>
/// <param name="Notes">What could not be read, for a person to read.</param>
public sealed record PersonDetail(
    FoundPerson Person,
    PersonSide? Registry,
    PersonSide? RapidPro,
    PersonLink? Link,
    IReadOnlyList<string> Groups,
    PersonOptOut OptOut,
    IReadOnlyList<PersonMessage> Messages,
    IReadOnlyList<ResponseSummary> Responses,
    IReadOnlyList<Review> Reviews,
    IReadOnlyList<DeadLetterSummary> DeadLetters,
    IReadOnlyList<string> Notes);
