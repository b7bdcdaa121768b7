namespace Mhero.Core.Storage.Personal;

/// <summary>The mark of a person whom mHero was told to forget.</summary>
/// <param name="Person">The person.</param>
/// <param name="At">When (UTC).</param>
internal sealed record ForgottenMark(PersonKeys Person, DateTimeOffset At);
