using System.Collections.Immutable;
using Sightglass.Expressions.Errors;

namespace Sightglass.Expressions.Syntax;

/// <summary>A well-formed expression whose fields are not looked up yet.</summary>
/// <param name="Root">The whole expression.</param>
/// <param name="Predicates">Its predicates in source order; a predicate's index is its place here.</param>
/// <param name="MixedAt">The <c>||</c>s that bind tighter than an <c>&amp;&amp;</c> beside them without parentheses to show it.</param>
internal sealed record ParsedExpression(Node Root, ImmutableArray<PredicateNode> Predicates, ImmutableArray<SourcePosition> MixedAt);
