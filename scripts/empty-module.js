// Stands in for react-devtools-core in the bundle: Ink imports it only in development.
export default {}
