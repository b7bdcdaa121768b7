namespace Mhero.Core.Sync.Runs;

/// <summary>The answer to a webhook.</summary>
/// <param name="Answer">Whether it was taken.</param>
/// <param name="Run">UUID of the run, or mHero's key for one that the webhook did not name; null when it was ignored.</param>
public sealed record WebhookReceipt(WebhookAnswer Answer, Guid? Run);
