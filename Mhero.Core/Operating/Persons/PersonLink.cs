namespace Mhero.Core.Operating.Persons;

/// <summary>The link of a person, as the ledger has it.</summary>
/// <param name="IsMutual">Whether the rows of the worker and of the contact name each other.</param>
/// <param name="IsBlocked">Whether mHero blocked the contact because the worker was inactive.</param>
/// <param name="IsAbandoned">Whether the contact was deleted and, by setting, is not made again.</param>
/// <param name="IsGone">Whether the registry no longer has the worker.</param>
/// <param name="NumbersTaken">How many numbers of the worker another contact took over, about which a person has not decided.</param>
public sealed record PersonLink(bool IsMutual, bool IsBlocked, bool IsAbandoned, bool IsGone, int NumbersTaken);
